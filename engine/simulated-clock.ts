import type { Clock } from '../core/clock.ts'

/** A clock whose time passes only when nothing else is left to do, so that hours take milliseconds. */
export interface SimulatedClock extends Clock {
  /** Lets time pass until the promise settles, and gives its value. */
  readonly until: <T>(promise: Promise<T>) => Promise<T>
  /** Lets this much time pass, with everything that happens in it. */
  readonly pass: (ms: number) => Promise<void>
}

interface Timer {
  readonly atMs: number
  readonly resolve: () => void
}

/** All promise reactions that are due have run when a macrotask comes. */
const idle = async (): Promise<void> =>
  new Promise(resolve => {
    setImmediate(resolve)
  })

/**
 * A simulated clock, starting at the given epoch milliseconds: the time of the records that a mapping is to read, for
 * records older than a stream holds are given up when they fail once (the mapping tells `ClockWarning`). Timers that are due at the same time run in the order
 * in which they were set, so a run is the same each time.
 */
export const simulatedClock = (startMs = 1_767_225_600_000): SimulatedClock => {
  const timers = new Set<Timer>()
  let nowMs = startMs

  // In the order in which they were set: of two that are due at the same time the first one is found first.
  const next = (): Timer | undefined => {
    let first: Timer | undefined
    for (const timer of timers) if (first === undefined || timer.atMs < first.atMs) first = timer
    return first
  }

  const fire = (timer: Timer): void => {
    nowMs = Math.max(nowMs, timer.atMs)
    timers.delete(timer)
    timer.resolve()
  }

  const wait: Clock['wait'] = async (ms, signal) =>
    new Promise<void>(resolve => {
      if (signal?.aborted === true) {
        resolve()
        return
      }
      const timer: Timer = { atMs: nowMs + Math.max(0, ms), resolve }
      timers.add(timer)
      signal?.addEventListener('abort', () => fireEarly(timers, timer), { once: true })
    })

  const until: SimulatedClock['until'] = async promise => {
    const progress = { isSettled: false }
    const settled = promise.finally(() => {
      progress.isSettled = true
    })
    // The caller gets the rejection from `settled`; this only keeps it from being unhandled while time passes.
    settled.catch(() => undefined)
    await idle()
    for (let timer = next(); !progress.isSettled && timer !== undefined; timer = next()) {
      fire(timer)
      await idle()
    }
    return settled
  }

  return { now: () => nowMs, wait, until, pass: async ms => until(wait(ms)) }
}

const fireEarly = (timers: Set<Timer>, timer: Timer): void => {
  if (timers.delete(timer)) timer.resolve()
}
