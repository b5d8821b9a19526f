/** Objects in work at once. */
const width = 16

/** Runs a step for each entry, so many at a time, and gives what came of them in order. */
export const eachOf = async <T, R>(
  all: readonly T[],
  step: (entry: T) => Promise<R>,
): Promise<readonly R[]> => {
  const results: R[] = []
  for (let start = 0; start < all.length; start += width)
    results.push(...(await Promise.all(all.slice(start, start + width).map(step))))
  return results
}
