/** How a (processor, record) ended, as accounts are kept; worst first. */
export const outcomesWorstFirst = ['failed', 'parked', 'applied', 'unchanged', 'filtered'] as const

/** One of {@link outcomesWorstFirst}. */
export type Ending = (typeof outcomesWorstFirst)[number]

/**
 * The account of a run: every distinct stream record is counted once, under the worst of its endings, so
 * `received = applied + unchanged + filtered + parked + failed`.
 */
export interface Summary {
  readonly received: number
  readonly applied: number
  readonly unchanged: number
  readonly filtered: number
  readonly parked: number
  readonly failed: number
  /** Batches that the functions were given, retries not counted; all functions together. */
  readonly batches: number
  /** Invocations that gave a function records it had been given before. */
  readonly retries: number
}
