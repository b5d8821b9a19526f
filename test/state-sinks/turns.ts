import { setImmediate } from 'node:timers/promises'

/** Lets concurrent work go on one step at a time, in an order that is drawn. */
export interface Turns {
  /** Waits for its turn. */
  readonly pause: () => Promise<void>
  /** Gives turns until the work is done. */
  readonly runUntil: (work: Promise<unknown>) => Promise<void>
}

/** Turns in an order drawn from `random`. */
export const drawnTurns = (random: () => number): Turns => {
  const waiting: (() => void)[] = []
  return {
    pause: async () => new Promise<void>(resolve => waiting.push(resolve)),
    runUntil: async work => {
      const state = { isDone: false }
      const finished = work.finally(() => {
        state.isDone = true
      })
      while (!state.isDone) {
        await setImmediate()
        const [next] = waiting.splice(Math.floor(random() * waiting.length), 1)
        next?.()
      }
      await finished
    },
  }
}
