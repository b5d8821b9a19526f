/**
 * Invocations that a record was alone in. Each takes the next number when it starts and names it when it answers, so
 * two writers never erase each other, and what is missing among the ended ones did not live to answer.
 */
export interface LoneRuns {
  /** The highest number that was taken. */
  readonly started: number
  /** The numbers that answered, ascending. */
  readonly ended: readonly number[]
}

/** None. */
export const noLoneRuns: LoneRuns = Object.freeze({ started: 0, ended: Object.freeze([]) })

/** How many started and never answered. */
export const killsIn = ({ started, ended }: LoneRuns): number => started - ended.length

/** All that either knows. */
export const uniteLoneRuns = (a: LoneRuns, b: LoneRuns): LoneRuns => ({
  started: Math.max(a.started, b.started),
  ended: [...new Set([...a.ended, ...b.ended])].sort((x, y) => x - y),
})

/** `1-3,5` for 1, 2, 3 and 5. */
const rangesOf = (ascending: readonly number[]): string => {
  const ranges: [number, number][] = []
  for (const each of ascending) {
    const last = ranges.at(-1)
    if (last !== undefined && last[1] === each - 1) last[1] = each
    else ranges.push([each, each])
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(',')
}

const numbersIn = (range: string): readonly number[] => {
  const [from, to = from] = range.split('-').map(Number) as [number, number?]
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

/** Lone runs as the ledger holds them. */
export type EncodedLoneRuns = readonly [started: number, ended: string]

export const encodeLoneRuns = ({ started, ended }: LoneRuns): EncodedLoneRuns => [started, rangesOf(ended)]

export const decodeLoneRuns = ([started, ended]: EncodedLoneRuns): LoneRuns => ({
  started,
  ended: ended === '' ? [] : ended.split(',').flatMap(numbersIn),
})
