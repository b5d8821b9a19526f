/** Runs work, so many pieces at a time; what comes later waits its turn. */
export type Limited = <T>(work: () => Promise<T>) => Promise<T>

/** A limit that all who share the returned function have together. */
export const limitConcurrency = (most: number): Limited => {
  const waiting: (() => void)[] = []
  let running = 0
  return async work => {
    if (running >= most) {
      await new Promise<void>(resolve => {
        waiting.push(resolve)
      })
    } else running += 1
    try {
      return await work()
    } finally {
      // Whoever waits takes this place over, so that nobody can slip in between.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
