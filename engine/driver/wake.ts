import type { Clock } from '../../core/clock.ts'

/** Lets a loop sleep until something happens or a time has come. */
export interface Wake {
  /** Ends the sleep, or the next one if nobody sleeps. */
  readonly now: () => void
  /** Sleeps until woken, at most `ms`. */
  readonly sleep: (clock: Clock, ms: number) => Promise<void>
}

/** A wake that nobody sleeps on yet. */
export const newWake = (): Wake => {
  let isDue = false
  let sleeper = new AbortController()
  return {
    now: () => {
      isDue = true
      sleeper.abort()
    },
    sleep: async (clock, ms) => {
      if (!isDue) await clock.wait(ms, sleeper.signal)
      isDue = false
      sleeper = new AbortController()
    },
  }
}
