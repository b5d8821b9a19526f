/** How a (processor, record) ended, as accounts are kept; worst first. */
export const outcomesWorstFirst = ['failed', 'parked', 'applied', 'unchanged', 'filtered'] as const

/** One of {@link outcomesWorstFirst}. */
export type Ending = (typeof outcomesWorstFirst)[number]

/**
 * The account of a run: every distinct stream record is counted once, under the worst of its endings, so
 * `received = applied + unchanged + filtered + parked + failed`.
 */
export interface Summary {
  /** Distinct records that a function was given. */
  readonly received: number
  /** Of which every effect took place. */
  readonly applied: number
  /** Whose effect was there before, or was not wanted any more. */
  readonly unchanged: number
  /** Which no processor wanted. */
  readonly filtered: number
  /** Given up and kept whole, for `tailrace redrive`. */
  readonly parked: number
  /** Not through: given up by the function, or still to be tried. */
  readonly failed: number
  /** Batches that the functions were given, retries not counted; all functions together. */
  readonly batches: number
  /** Invocations that gave a function records it had been given before. */
  readonly retries: number
}
