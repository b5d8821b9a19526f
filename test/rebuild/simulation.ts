import { setImmediate } from 'node:timers/promises'
import type { Clock } from '../../core/clock.ts'

/** Time that goes on to the next thing that waits for it, as soon as nothing else is to be done. */
export interface Simulation {
  readonly clock: Clock
  /** Lets time pass until the work is done. */
  readonly runUntil: <T>(work: Promise<T>) => Promise<T>
}

interface Sleeper {
  readonly atMs: number
  readonly wake: () => void
}

/** Whether files are read, written or closed: a disk takes no simulated time, however busy the machine is. */
const isAtFiles = (): boolean =>
  process.getActiveResourcesInfo().some(name => /^(?:FSReq|CloseReq)/.test(name))

export const simulation = (startMs: number): Simulation => {
  let nowMs = startMs
  let sleepers: Sleeper[] = []
  const clock: Clock = {
    now: () => nowMs,
    wait: async (ms, signal) =>
      new Promise<void>(resolve => {
        if (signal?.aborted) {
          resolve()
          return
        }
        const wake = (): void => {
          signal?.removeEventListener('abort', leave)
          resolve()
        }
        const sleeper = { atMs: nowMs + Math.max(0, ms), wake }
        const leave = (): void => {
          sleepers = sleepers.filter(each => each !== sleeper)
          resolve()
        }
        signal?.addEventListener('abort', leave, { once: true })
        sleepers.push(sleeper)
      }),
  }
  const step = (): void => {
    const next = sleepers.reduce<Sleeper | undefined>(
      (first, each) => (first === undefined || each.atMs < first.atMs ? each : first),
      undefined,
    )
    if (next === undefined) return
    sleepers = sleepers.filter(each => each !== next)
    nowMs = Math.max(nowMs, next.atMs)
    next.wake()
  }
  return {
    clock,
    runUntil: async work => {
      const state = { isDone: false }
      const finished = work.finally(() => {
        state.isDone = true
      })
      finished.catch(() => undefined)
      while (!state.isDone) {
        await setImmediate()
        if (!isAtFiles()) step()
      }
      return finished
    },
  }
}
