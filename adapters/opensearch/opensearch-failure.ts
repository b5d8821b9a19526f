import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { plainCause } from '../plain-cause.ts'
import type { EngineCode } from './bulk-answers.ts'
import { codeFor, requestRules } from './bulk-answers.ts'
import { openSearchFaults, searchFaults } from './faults.ts'
import type { EngineError } from './plain-reason.ts'
import { inOneLine, plainReason } from './plain-reason.ts'

/** What is known of a request that failed as a whole. */
interface Failure {
  readonly statusCode?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** What an engine that gives no advice is left alone for. */
export const defaultRetryAfterMs = 1_000

/** The status of an answer, where there was one. */
export const statusOf = (error: unknown): number | undefined => (error as Failure).statusCode

/** The engine's own words for a failed request; nothing when something else answered in its place. */
export const engineErrorOf = (error: unknown): EngineError | undefined => {
  const { body } = error as Failure
  if (typeof body !== 'object' || body === null || !('error' in body)) return undefined
  const found = body.error
  return typeof found === 'object' && found !== null && 'type' in found ? (found as EngineError) : undefined
}

/** An engine's error in one line, the cause included, for what holds no values of items: definitions of indexes. */
export const reasonGiven = ({ type, reason = type, caused_by: cause }: EngineError): string =>
  inOneLine(
    cause?.reason === undefined || reason.includes(cause.reason) ? reason : `${reason} (${cause.reason})`,
  )

/** Where a name has several addresses, each has failed, and the error of all of them says nothing. */
const ownWords = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const { errors = [] } = error as { readonly errors?: readonly unknown[] }
  return error.message || errors.map(ownWords).join(', ') || error.name
}

const wordsOf = (error: unknown): string => {
  const engineError = engineErrorOf(error)
  if (engineError !== undefined) return plainReason(engineError)
  const { body, statusCode } = error as Failure
  if (statusCode !== undefined) {
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? '')
    return `it answered ${statusCode} ${inOneLine(text).slice(0, 200)}`.trim()
  }
  return ownWords(error)
}

const retryAfterMsOf = (error: unknown): number => {
  const seconds = Number((error as Failure).headers?.['retry-after'])
  return seconds > 0 ? seconds * 1_000 : defaultRetryAfterMs
}

const codeOf = (error: unknown): EngineCode => {
  const { type, reason } = engineErrorOf(error) ?? {}
  return codeFor(requestRules, { status: statusOf(error), type, reason })
}

/**
 * True for a request that may have failed for what is in it. Others than the engine, a proxy say, answer 400 too, and
 * then say nothing of a document.
 */
export const isForContent = (error: unknown): boolean =>
  !isPipelineError(error) && ['sink.rejected', 'sink.answer-unknown'].includes(codeOf(error))

/** The words of the error hold the whole answer, and what was sent hangs on it. */
const causeOf = (error: unknown, reason: string): Error =>
  plainCause(error, words => (statusOf(error) === undefined ? words : reason))

/** What it means that one operation was refused as a whole request. */
export const loneFault = (sink: string, id: string, error: unknown): Error => {
  const code = codeOf(error)
  const status = statusOf(error) ?? 0
  const isTooLarge = engineErrorOf(error) === undefined && status === 413
  const words = isTooLarge ? 'it is too large for one request' : wordsOf(error).replace(/\.$/, '')
  const reason = code === 'sink.answer-unknown' ? `${status} for ${id}: ${words}` : words
  const detail = { sink, id, index: '', status, reason, retryAfterMs: 0 }
  return raise(openSearchFaults, code, detail, { cause: causeOf(error, words) })
}

/**
 * What a request that failed as a whole means. All of it is the sink's trouble and not the records', so it is
 * retried and counts as no attempt at them.
 */
export const requestFault = (sink: string, error: unknown): Error => {
  if (isPipelineError(error)) return error
  const status = statusOf(error)
  const reason = wordsOf(error).replace(/\.$/, '')
  const cause = causeOf(error, reason)
  const code = codeOf(error)
  if (code === 'search.access-denied')
    return raise(searchFaults, code, { sink, status: status ?? 0, reason }, { cause })
  if (code === 'sink.throttled')
    return raise(sinkFaults, code, { sink, retryAfterMs: retryAfterMsOf(error) }, { cause })
  return raise(sinkFaults, 'sink.unavailable', { sink, reason }, { cause })
}
