/**
 * Runs a step for each entry, at most so many at a time, and gives what came of them in the order of the entries. When
 * one fails nothing more is begun, and what is under way comes to its end first: nothing goes on behind the caller's
 * back.
 *
 * @throws RangeError for a limit below 1; else what the first step that failed has thrown
 */
export const mapConcurrently = async <T, R>(
  entries: readonly T[],
  most: number,
  step: (entry: T) => Promise<R>,
): Promise<readonly R[]> => {
  if (!(most >= 1)) throw new RangeError(`at most ${most} at a time would never end`)
  const results = new Array<R>(entries.length)
  const waiting = entries.entries()
  let hasFailed = false
  const work = async (): Promise<void> => {
    for (const [position, entry] of waiting) {
      if (hasFailed) return
      try {
        results[position] = await step(entry)
      } catch (error) {
        hasFailed = true
        throw error
      }
    }
  }
  const running = Array.from({ length: Math.min(most, entries.length) }, work)
  try {
    await Promise.all(running)
  } finally {
    await Promise.allSettled(running)
  }
  return results
}
