import { Breaker } from './breaker.ts'
import type { Delivery } from './delivery.ts'
import { firstOpen } from './delivery.ts'

/** What a processor's tries in one run have come to so far: lanes count in it. A class: decision 0090. */
export class ProcessorTally {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new ProcessorTally([])

  /** Records whose handler ended well. */
  applied = 0
  readonly breaker = new Breaker()
  readonly #items: readonly Delivery[]

  constructor(items: readonly Delivery[]) {
    this.#items = items
  }

  /** A handler ended well. */
  noteApplied(): void {
    this.applied += 1
    if (this.breaker.isNarrow) this.breaker.succeed()
  }

  /** No other item is open whose failing would speak for an outage; one that is known to fail by itself does not. */
  isAlone(delivery: Delivery): boolean {
    return this.#items.every(first => {
      const open = firstOpen(first)
      return (
        open === undefined ||
        open.record.view.key === delivery.record.view.key ||
        open.evidence?.witness === 2
      )
    })
  }
}
