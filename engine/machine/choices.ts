import type { LambdaFilters } from '../../core/pattern/admit-filter.ts'

/**
 * What nobody has recorded of Lambda, so that this engine had to choose. Each is switchable where a test wants the
 * other reading; docs/reference/engine.md lists them.
 */
export interface EngineChoices {
  /** First retry delay in milliseconds; doubles from try to try. */
  readonly firstRetryDelayMs: number
  readonly maxRetryDelayMs: number
  /** Share of a delay that is drawn at random, 0 to 1. */
  readonly retryJitter: number
  /** How often an idle shard is asked, in milliseconds; AWS documents four times a second. */
  readonly pollIntervalMs: number
  /** Whether filters that use more than Lambda's guide lists are taken with a warning or without. */
  readonly lambdaFilters: LambdaFilters
}

/**
 * AWS's own backoff is not documented. With these numbers a function that always fails is tried eight times within
 * 60 seconds, as was recorded once.
 */
export const defaultChoices: EngineChoices = Object.freeze({
  firstRetryDelayMs: 450,
  maxRetryDelayMs: 60_000,
  retryJitter: 0.2,
  pollIntervalMs: 250,
  lambdaFilters: 'documented',
})

/** Delay before a try, given how many have failed; `random` is from 0 to 1. */
export const retryDelayMs = (failed: number, choices: EngineChoices, random: number): number => {
  const { firstRetryDelayMs, maxRetryDelayMs, retryJitter } = choices
  const full = Math.min(maxRetryDelayMs, firstRetryDelayMs * 2 ** Math.max(0, failed - 1))
  return Math.round(full * (1 - retryJitter * random))
}
