import { raise } from '../../core/errors/pipeline-error.ts'
import type { StoredMark } from '../../processors/search-index/search-store.ts'
import { askForObject } from './ask-engine.ts'
import * as requests from './engine-request.ts'
import { metadataMapping } from './metadata-mapping.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { engineErrorOf, reasonGiven, requestFault, statusOf } from './opensearch-failure.ts'
import type { EngineError } from './plain-reason.ts'
import { seenToken } from './bulk-body.ts'
import { searchFaults } from './faults.ts'

/** One document per index that Tailrace writes to, by the name that it is written under. */
export const marksIndex = 'tailrace-writers'

interface Found {
  readonly _seq_no?: number
  readonly _primary_term?: number
  readonly _source?: { readonly mark?: unknown }
}

/**
 * The mark beside an index, and what tells this state of it from a later one.
 *
 * @throws PipelineError `sink.unavailable` and the like
 */
export const readWriterMark = async (
  connection: OpenSearchConnection,
  index: string,
  signal?: AbortSignal,
): Promise<StoredMark | undefined> => {
  try {
    const body = await askForObject(connection, requests.getDocument(marksIndex, index), { signal })
    const { _seq_no: seqNo, _primary_term: term, _source } = body as Found
    if (typeof _source?.mark !== 'string') return undefined
    return { text: _source.mark, token: seenToken(String(seqNo), String(term)) }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw requestFault(connection.sink, error)
  }
}

/** Kept out of searches over all indexes, and its text unsearched. */
const marksDefinition = {
  settings: { 'index.hidden': true, 'index.number_of_shards': 1 },
  mappings: { dynamic: false, properties: { mark: { type: 'keyword', index: false, doc_values: false } } },
}

const makeMarksIndex = async (connection: OpenSearchConnection, signal?: AbortSignal): Promise<void> => {
  try {
    await askForObject(connection, requests.createIndex(marksIndex, marksDefinition), { signal })
  } catch (error) {
    // Somebody else made it, or the engine is to make it at the first write by itself: that will tell.
    if (statusOf(error) !== 400 && statusOf(error) !== 403) throw requestFault(connection.sink, error)
  }
}

/** That there is no mark, or that it is still as it was read. */
const conditionOf = (token: string | undefined): Readonly<Record<string, string>> => {
  if (token === undefined) return { op_type: 'create' }
  const [seqNo = '', term = ''] = token.split(' ')
  return { if_seq_no: seqNo, if_primary_term: term }
}

/**
 * Stores a mark if it still is as it was read.
 *
 * @throws PipelineError `search.mark-unwritable`, `sink.unavailable` and the like
 */
export const writeWriterMark = async (
  connection: OpenSearchConnection,
  index: string,
  { text, token }: { readonly text: string; readonly token: string | undefined },
  signal?: AbortSignal,
): Promise<boolean> => {
  const { sink } = connection
  if (token === undefined) await makeMarksIndex(connection, signal)
  try {
    const request = requests.putDocument(marksIndex, index, { mark: text }, conditionOf(token))
    await askForObject(connection, request, { signal })
    return true
  } catch (error) {
    const status = statusOf(error)
    if (status === 409) return false
    const engineError = engineErrorOf(error)
    if (engineError !== undefined && (status === 403 || status === 404))
      throw raise(
        searchFaults,
        'search.mark-unwritable',
        { sink, index: marksIndex, reason: reasonGiven(engineError) },
        { cause: error },
      )
    throw requestFault(sink, error)
  }
}

/**
 * Takes a mark away.
 *
 * @throws PipelineError `sink.unavailable` and the like
 */
export const forgetWriterMark = async (
  connection: OpenSearchConnection,
  index: string,
): Promise<'applied' | 'unchanged'> => {
  try {
    await askForObject(connection, requests.deleteDocument(marksIndex, index))
    return 'applied'
  } catch (error) {
    if (statusOf(error) === 404) return 'unchanged'
    throw requestFault(connection.sink, error)
  }
}

const putMapping = async (
  connection: OpenSearchConnection,
  index: string,
  signal?: AbortSignal,
): Promise<unknown> => askForObject(connection, requests.putMapping(index, metadataMapping), { signal })

interface Touched {
  readonly items: readonly { readonly delete?: { readonly error?: EngineError | null } }[]
}

/** A delete of nothing makes an index where the engine makes indexes by itself, and says so where it does not. */
const touchIndex = async (
  connection: OpenSearchConnection,
  index: string,
  signal?: AbortSignal,
): Promise<string | undefined> => {
  const line = { delete: { _index: index, _id: 'tailrace', version: '1', version_type: 'external' } }
  const request = requests.writeInBulk(`${JSON.stringify(line)}\n`)
  const body = (await askForObject(connection, request, { signal })) as Touched
  const error = body.items[0]?.delete?.error
  return error == null ? undefined : (error.reason ?? error.type)
}

/**
 * Maps the metadata of documents before the first write, so that nothing in it is ever mapped by its first value, and
 * an index of strict mappings takes it.
 *
 * @throws PipelineError `search.mapping-missing`, `search.index-missing`, `sink.unavailable` and the like
 */
export const mapMetadata = async (
  connection: OpenSearchConnection,
  index: string,
  signal?: AbortSignal,
): Promise<void> => {
  const { sink } = connection
  try {
    await putMapping(connection, index, signal)
  } catch (error) {
    if (statusOf(error) !== 404 || engineErrorOf(error) === undefined) throw mappingFault(sink, index, error)
    const problem = await touchIndex(connection, index, signal).catch((cause: unknown) => {
      throw requestFault(sink, cause)
    })
    if (problem !== undefined)
      throw raise(searchFaults, 'search.index-missing', { sink, index, reason: problem }, { cause: error })
    await putMapping(connection, index, signal).catch((cause: unknown) => {
      throw mappingFault(sink, index, cause)
    })
  }
}

const mappingFault = (sink: string, index: string, error: unknown): Error => {
  const engineError = engineErrorOf(error)
  const status = statusOf(error)
  const isRefused = engineError !== undefined && (status === 400 || status === 403)
  return isRefused
    ? raise(
        searchFaults,
        'search.mapping-missing',
        { sink, index, reason: reasonGiven(engineError) },
        { cause: error },
      )
    : requestFault(sink, error)
}
