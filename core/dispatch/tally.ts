import type { Want } from './want.ts'
import { firstOpen } from './want.ts'

/** What a processor's tries in one run have come to so far. A class like {@link Want}: lanes count in it. */
export class Tally {
  /** Records whose handler ended well. */
  applied = 0
  readonly #items: readonly Want[]

  constructor(items: readonly Want[]) {
    this.#items = items
  }

  /** No other item is open whose failing would speak for an outage; one that is known to fail by itself does not. */
  isAlone(want: Want): boolean {
    return this.#items.every(first => {
      const open = firstOpen(first)
      return open === undefined || open.unit.view.key === want.unit.view.key || open.failure?.witness === 2
    })
  }
}
