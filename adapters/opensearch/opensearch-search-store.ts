import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import type {
  SearchOperation,
  SearchResult,
  SearchStore,
} from '../../processors/search-index/search-store.ts'
import { askEngine } from './ask-engine.ts'
import type { CredentialsProvider } from './authorize.ts'
import type { BulkEntry } from './bulk-body.ts'
import { bulkLines, faultIn, inRequests } from './bulk-body.ts'
import type { BulkItem } from './bulk-outcome.ts'
import { bulkOutcome } from './bulk-outcome.ts'
import { writeInBulk } from './engine-request.ts'
import { lookUpDocuments } from './look-up-documents.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { openSearchConnection } from './opensearch-client.ts'
import { isForContent, loneFault, requestFault } from './opensearch-failure.ts'
import type { OpenSearchTarget } from './opensearch-target.ts'
import type { Capabilities } from './probe-target.ts'
import { probeTarget } from './probe-target.ts'
import { readDocuments } from './read-documents.ts'
import { mapMetadata, readWriterMark, writeWriterMark } from './writer-marks.ts'

/** Requests much larger than this gain nothing and are refused by small clusters. */
const maxBodyBytes = 5_000_000

/** All that is read of an answer; without it the engine sends ids, versions and shards of every item. */
const filterPath = 'errors,items.*.status,items.*.error'

type Settle = (entry: BulkEntry, result: SearchResult) => void

const itemsOf = (body: unknown): readonly BulkItem[] | undefined => {
  const items = (body as { readonly items?: readonly Readonly<Record<string, BulkItem>>[] }).items
  return Array.isArray(items)
    ? items.flatMap(item => Object.values(item as Record<string, BulkItem>))
    : undefined
}

const send = async (
  connection: OpenSearchConnection,
  entries: readonly BulkEntry[],
  signal: AbortSignal | undefined,
): Promise<readonly BulkItem[]> => {
  const { sink } = connection
  const lines = entries.map(each => each.lines).join('')
  const request = writeInBulk(lines, { filter_path: filterPath })
  const items = itemsOf(await askEngine(connection, request, { signal }))
  if (items?.length === entries.length) return items
  throw raise(sinkFaults, 'sink.unavailable', {
    sink,
    reason: 'what it answered is not the answer to a bulk request',
  })
}

/**
 * Sends one request. When the engine refuses it for its content, halves are sent until the operation is found that
 * it was refused for. Returns what is wrong with the engine itself, if something is.
 */
const sendOrHalve = async (
  connection: OpenSearchConnection,
  entries: readonly BulkEntry[],
  settle: Settle,
  signal: AbortSignal | undefined,
): Promise<Error | undefined> => {
  const { sink } = connection
  try {
    const items = await send(connection, entries, signal)
    for (const [index, entry] of entries.entries())
      settle(entry, bulkOutcome(sink, entry.operation, items[index] ?? { status: 500 }))
    return undefined
  } catch (error) {
    const [only] = entries
    if (!isForContent(error) || only === undefined) return requestFault(sink, error)
    if (entries.length === 1) {
      settle(only, loneFault(sink, only.operation.id, error))
      return undefined
    }
    const middle = Math.ceil(entries.length / 2)
    return (
      (await sendOrHalve(connection, entries.slice(0, middle), settle, signal)) ??
      (await sendOrHalve(connection, entries.slice(middle), settle, signal))
    )
  }
}

const writeAll = async (
  connection: OpenSearchConnection,
  operations: readonly SearchOperation[],
  signal: AbortSignal | undefined,
): Promise<readonly SearchResult[]> => {
  const { sink } = connection
  const results: (SearchResult | undefined)[] = operations.map(operation => faultIn(sink, operation))
  const entries = operations.flatMap((operation, position) =>
    results[position] === undefined ? [{ position, operation, lines: bulkLines(operation) }] : [],
  )
  const settle: Settle = ({ position }, result) => {
    results[position] = result
  }
  let outage: Error | undefined
  for (const request of inRequests(entries, maxBodyBytes))
    outage ??= await sendOrHalve(connection, request, settle, signal)
  const unsent = (): Error =>
    outage ?? raise(sinkFaults, 'sink.unavailable', { sink, reason: 'the request was not sent' })
  return results.map(result => result ?? unsent())
}

/** What a store learns once, and keeps when it succeeded. */
interface Opened {
  readonly connection: OpenSearchConnection
  capabilities?: Capabilities
}

/**
 * A search store in OpenSearch, Amazon's included. One bulk request for a call of up to about 5 MB; versions are
 * `external` or `external_gte`, deletes are versioned too. Every operation gets an answer of its own: the call never rejects once
 * the engine was reached. The first call asks the engine what it is.
 *
 * @throws PipelineError from its functions: `sink.unavailable`, `search.access-denied`, `search.target-unsupported`
 */
export const openSearchStore = (
  target: OpenSearchTarget,
  credentials?: CredentialsProvider,
): SearchStore & { readonly close: () => Promise<void> } => {
  let opening: Promise<Opened> | undefined
  const open = async (signal?: AbortSignal): Promise<Required<Opened>> => {
    opening ??= openSearchConnection(target, credentials).then(connection => ({ connection }))
    const opened = await opening
    const capabilities = (opened.capabilities ??= await probeTarget(opened.connection, signal))
    return { connection: opened.connection, capabilities }
  }
  return {
    place: target.node,
    open: async signal => {
      await open(signal)
    },
    write: async (operations, signal) => {
      if (operations.length === 0) return []
      const { connection } = await open(signal)
      return writeAll(connection, operations, signal)
    },
    look: async (request, signal) => lookUpDocuments((await open(signal)).connection, request, signal),
    prepare: async (index, signal) => mapMetadata((await open(signal)).connection, index, signal),
    readMark: async (index, signal) => readWriterMark((await open(signal)).connection, index, signal),
    writeMark: async (index, mark, signal) =>
      writeWriterMark((await open(signal)).connection, index, mark, signal),
    documents: async function* (index) {
      const { connection, capabilities } = await open()
      yield* readDocuments(connection, capabilities, index)
    },
    close: async () => {
      ;(await opening)?.connection.close()
    },
  }
}
