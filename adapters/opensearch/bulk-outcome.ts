import { raise } from '../../core/errors/pipeline-error.ts'
import type { Conflict, SearchOperation, SearchResult } from '../../processors/search-index/search-store.ts'
import { codeFor, itemRules } from './bulk-answers.ts'
import { openSearchFaults } from './faults.ts'
import { defaultRetryAfterMs } from './opensearch-failure.ts'
import type { EngineError } from './plain-reason.ts'
import { plainReason } from './plain-reason.ts'

/** What a bulk answer says of one operation. */
export interface BulkItem {
  readonly status: number
  readonly error?: EngineError
}

const refused = (sink: string, { id, index }: SearchOperation, status: number, error: EngineError): Error => {
  const code = codeFor(itemRules, { status, ...error })
  const words = plainReason(error)
  const reason = code === 'sink.answer-unknown' ? `${status} for ${id}: ${words}` : words
  return raise(openSearchFaults, code, { sink, id, index, status, reason, retryAfterMs: defaultRetryAfterMs })
}

const namedVersion = /current version \[(\d+)\]/

/** The engine says which version it has only in words. */
const conflictOf = (error: EngineError | undefined): Conflict => {
  const version = error?.reason?.match(namedVersion)?.[1]
  return { conflict: true, ...(version !== undefined && { version }) }
}

/**
 * How one operation of a bulk request ended. A version conflict means that its guard did not hold; a delete that
 * found nothing has left its version behind, which is all it was for.
 */
export const bulkOutcome = (sink: string, operation: SearchOperation, item: BulkItem): SearchResult => {
  const { status, error } = item
  const isGone = operation.op === 'delete' && status === 404 && error === undefined
  if (status < 300 || isGone) return 'applied'
  if (status === 409) return conflictOf(error)
  return refused(sink, operation, status, error ?? { type: `status ${status}` })
}
