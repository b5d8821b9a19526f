import type { Clock } from '../../core/clock.ts'

/** Keeps reads below a rate, and counts what they cost. */
export interface Pace {
  /** Runs a read when its time has come. */
  readonly read: <T extends { readonly readUnits: number }>(read: () => Promise<T>) => Promise<T>
  /** How many items a page may have so that it is no burst; nothing where there is no limit. */
  readonly pageLimit: () => number | undefined
  /** A page had so many items, for so many units. */
  readonly learn: (items: number, readUnits: number) => void
  readonly spent: () => number
}

const firstPage = 100
const mostPerPage = 10_000

const unlimited = (): Pace => {
  let spent = 0
  return {
    read: async read => {
      const result = await read()
      spent += result.readUnits
      return result
    },
    pageLimit: () => undefined,
    learn: () => undefined,
    spent: () => spent,
  }
}

/**
 * Lets reads through so that they cost at most so many units a second. What one costs is known only afterwards: so they
 * go one after the other, each waits for what those before it cost, and a page is made small enough for one second.
 */
export const newPace = (unitsPerSecond: number | undefined, clock: Clock, signal: AbortSignal): Pace => {
  if (unitsPerSecond === undefined) return unlimited()
  let [spent, freeAtMs, pageItems] = [0, 0, firstPage]
  let last: Promise<unknown> = Promise.resolve()
  const turn = async <T extends { readonly readUnits: number }>(read: () => Promise<T>): Promise<T> => {
    const waitMs = freeAtMs - clock.now()
    if (waitMs > 0) await clock.wait(waitMs, signal)
    const result = await read()
    spent += result.readUnits
    freeAtMs = Math.max(freeAtMs, clock.now()) + (result.readUnits * 1_000) / unitsPerSecond
    return result
  }
  return {
    read: async read => {
      const mine = last.then(async () => turn(read))
      last = mine.catch(() => undefined)
      return mine
    },
    pageLimit: () => pageItems,
    learn: (items, readUnits) => {
      if (items === 0 || readUnits === 0) return
      pageItems = Math.min(mostPerPage, Math.max(1, Math.floor((unitsPerSecond * items) / readUnits)))
    },
    spent: () => spent,
  }
}
