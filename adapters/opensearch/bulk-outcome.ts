import { raise } from '../../core/errors/pipeline-error.ts'
import type { Conflict, SearchOperation, SearchResult } from '../../processors/search-index/search-store.ts'
import type { EngineError } from './opensearch-faults.ts'
import { reasonOf, requestFault } from './opensearch-faults.ts'

/** What a bulk answer says of one operation. */
export interface BulkItem {
  readonly status: number
  readonly error?: EngineError
}

/**
 * Errors that a client's own mistake has in common with an index that is not ready: they hit every record of the
 * index, so none of these records is to blame. A `validation_exception` of an item is about the index that its write
 * would have made, the limit of shards say.
 */
const ofIndex: readonly string[] = [
  'index_not_found_exception',
  'invalid_index_name_exception',
  'routing_missing_exception',
  'validation_exception',
]
const ofIndexReason =
  /^(no write index is defined for alias|only write ops with an op_type of create are allowed in data streams)/

const isOfIndex = ({ type, reason = '' }: EngineError): boolean =>
  ofIndex.includes(type) || ofIndexReason.test(reason)

const isBlocked = (status: number, { type }: EngineError): boolean =>
  type === 'index_closed_exception' || (status === 403 && type === 'cluster_block_exception')

/**
 * Two requests that are the first to show a field to an index, one with `440` and one with `18.5`, map it each by its
 * own value, and one of them is refused. Written again, its document fits the mapping that is there by then.
 */
const isMappingRace = ({ reason = '' }: EngineError): boolean =>
  /^mapper \[.*\] cannot be changed from type /.test(reason)

const refused = (sink: string, { id, index }: SearchOperation, status: number, error: EngineError): Error => {
  const reason = reasonOf(error)
  if (isOfIndex(error)) return raise('search.index-missing', { sink, index, reason })
  if (isBlocked(status, error)) return raise('search.index-blocked', { sink, index, reason })
  if (status === 401 || status === 403) return raise('search.access-denied', { sink, status, reason })
  if (isMappingRace(error)) return raise('search.mapping-raced', { sink, id, reason })
  if (status === 400 || status === 413) return raise('sink.rejected', { sink, id, reason })
  return requestFault(sink, { statusCode: status, body: { error } })
}

const namedVersion = /current version \[(\d+)\]/

/** The engine says which version it has only in words. */
const conflictOf = (error: EngineError | undefined): Conflict => {
  const [, version] = namedVersion.exec(error?.reason ?? '') ?? []
  return { conflict: true, ...(version !== undefined && { version }) }
}

/**
 * How one operation of a bulk request ended. A version conflict means that its guard did not hold; a delete that
 * found nothing has left its version behind, which is all it was for.
 */
export const bulkOutcome = (sink: string, operation: SearchOperation, item: BulkItem): SearchResult => {
  const { status, error } = item
  if (status < 300 || (status === 404 && error === undefined)) return 'applied'
  if (status === 409) return conflictOf(error)
  return refused(sink, operation, status, error ?? { type: `status ${status}` })
}
