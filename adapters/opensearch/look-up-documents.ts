import { metadataField } from '../../core/metadata-field.ts'
import type { LookRequest, Seen } from '../../processors/search-index/search-store.ts'
import { askForText } from './ask-engine.ts'
import { seenToken } from './bulk-body.ts'
import { getDocuments } from './engine-request.ts'
import { splitSource } from './metadata-mapping.ts'
import type { OpenSearchConnection } from './opensearch-client.ts'
import { engineErrorOf, reasonGiven, requestFault } from './opensearch-failure.ts'
import { rawElements, rawMembers } from './raw-json.ts'
import { foundInAnswer } from './found-in-answer.ts'

/** What every document has in an answer: without it nothing is known of the document, and least of all that there is none. */
const heldIn = (members: ReadonlyMap<string, string>, name: string): string => {
  const value = members.get(name)
  if (value === undefined) throw new Error(`a document without ${name}`)
  return value
}

/** Versions above 2^53 are numbers in the answer, so it is read as text and they are taken as they are written. */
const seenIn = (member: string, withDocument: boolean): Seen => {
  const found = rawMembers(member)
  if (heldIn(found, 'found') === 'false') return { found: false }
  const { document, metadata } = splitSource(found.get('_source') ?? '{}')
  return {
    found: true,
    version: heldIn(found, '_version'),
    token: seenToken(heldIn(found, '_seq_no'), heldIn(found, '_primary_term')),
    metadata,
    ...(withDocument && { document }),
  }
}

const isIndexMissing = (member: string): boolean => {
  const error = rawMembers(member).get('error')
  return error?.startsWith('{') === true && rawMembers(error).get('type') === '"index_not_found_exception"'
}

const answerIn = (sink: string, member: string, withDocument: boolean): Seen => {
  const error = rawMembers(member).get('error')
  if (error === undefined) return seenIn(member, withDocument)
  if (isIndexMissing(member)) return { found: false }
  const engineError = engineErrorOf({ body: { error: JSON.parse(error) as unknown } })
  throw requestFault(sink, new Error(engineError === undefined ? error : reasonGiven(engineError)))
}

/**
 * Looks at documents by id, as of now: a get sees what was acknowledged, where a search does not yet.
 *
 * @throws PipelineError `sink.unavailable` and the like
 */
export const lookUpDocuments = async (
  connection: OpenSearchConnection,
  { index, ids, withDocument = false }: LookRequest,
  signal?: AbortSignal,
): Promise<readonly Seen[]> => {
  if (ids.length === 0) return []
  const { sink } = connection
  const request = getDocuments(index, ids, withDocument ? {} : { _source_includes: metadataField })
  const found = await askForText(connection, request, { signal }).catch((error: unknown) => {
    throw requestFault(sink, error)
  })
  return foundInAnswer(sink, 'a look at documents', () => {
    const answer = rawElements(rawMembers(found).get('docs') ?? '[]')
    return answer.length === ids.length
      ? answer.map(member => answerIn(sink, member, withDocument))
      : undefined
  })
}
