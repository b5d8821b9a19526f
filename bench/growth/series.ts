/** What one size took. */
export interface GrowthPoint {
  readonly size: number
  /** Of the processor, all threads. */
  readonly ms: number
}

/** What a cost grows with. */
export interface GrowthSeries {
  readonly of: string
  readonly points: readonly GrowthPoint[]
}

/** Where figures are kept. */
export const file = 'bench/growth/measured.json'

/** What grows, and through which sizes. */
export const sizes: Readonly<Record<string, readonly number[]>> = {
  records: [10, 30, 100, 300, 1_000, 3_000, 10_000],
  rules: [5, 10, 30, 100, 300, 1_000],
  keys: [1, 10, 100, 1_000, 10_000],
  kilobytes: [1, 4, 16, 64, 200, 400],
  shards: [1, 3, 10, 30, 100, 250],
}

/**
 * The exponent of growth: the slope of the straight line through the logarithms that fits best. 1 is a cost in
 * proportion to the size, 0 one that does not depend on it.
 */
export const exponentOf = (points: readonly GrowthPoint[]): number => {
  const [xs, ys] = [points.map(({ size }) => Math.log(size)), points.map(({ ms }) => Math.log(ms))]
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length
  const [middleX, middleY] = [mean(xs), mean(ys)]
  const over = xs.reduce((sum, x, at) => sum + (x - middleX) * ((ys[at] ?? 0) - middleY), 0)
  return over / xs.reduce((sum, x) => sum + (x - middleX) ** 2, 0)
}
