import type { Clock } from '../../core/clock.ts'

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves time and lets everything that waited for it, and what follows from that, take place. */
  readonly advance: (ms: number) => Promise<void>
}

interface Waiting {
  readonly atMs: number
  readonly resolve: () => void
}

/** Lets all promise reactions that are due run; a macrotask comes after every microtask. */
export const reactionsDone = async (): Promise<void> =>
  new Promise(resolve => {
    setImmediate(resolve)
  })

/** A clock for tests, starting at the given epoch milliseconds. */
export const manualClock = (startMs = 1_767_225_600_000): ManualClock => {
  let nowMs = startMs
  let waiting: readonly Waiting[] = []
  return {
    now: () => nowMs,
    wait: async (ms, signal) =>
      new Promise<void>(resolve => {
        if (ms <= 0 || signal?.aborted === true) {
          resolve()
          return
        }
        waiting = [...waiting, { atMs: nowMs + ms, resolve }]
        signal?.addEventListener('abort', () => resolve(), { once: true })
      }),
    advance: async ms => {
      nowMs += ms
      const due = waiting.filter(({ atMs }) => atMs <= nowMs)
      waiting = waiting.filter(({ atMs }) => atMs > nowMs)
      for (const { resolve } of due) resolve()
      await reactionsDone()
    },
  }
}
