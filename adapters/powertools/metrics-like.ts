/** What is used of the Metrics of Powertools for AWS Lambda, of version 2 and whatever comes after with the same. */
export interface MetricsLike {
  /** Of what is published next. */
  readonly addDimension: (name: string, value: string) => unknown
  /** Stands in the line of what is published next, and is no dimension. */
  readonly addMetadata: (key: string, value: string) => unknown
  /** Stores a value. */
  readonly addMetric: (name: string, unit: 'Count' | 'Milliseconds', value: number) => unknown
  /** True where something is stored that is not published. */
  readonly hasStoredMetrics: () => boolean
  /** Writes what is stored, and forgets it with its dimensions. */
  readonly publishStoredMetrics: () => unknown
}

/** Figures with the same dimensions. */
export interface MetricSet {
  readonly dimensions: Readonly<Record<string, string>>
  /** What is found by them, and is no dimension: each value of one would be a metric of its own. */
  readonly metadata: Readonly<Record<string, string>>
  readonly counts: Readonly<Record<string, number>>
  readonly times: Readonly<Record<string, readonly number[]>>
}

/** Of one metric in one line: at a hundred Powertools publishes by itself, and forgets the dimensions. */
export const mostValues = 99

/** Writes the figures, as many lines as it takes. What the caller had stored is published first, by itself. */
export const publishMetrics = (
  metrics: MetricsLike,
  { dimensions, metadata, counts, times }: MetricSet,
): void => {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics()
  const longest = Math.max(0, ...Object.values(times).map(({ length }) => length))
  for (let from = 0; from === 0 || from < longest; from += mostValues) {
    for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value)
    for (const [key, value] of Object.entries(metadata)) metrics.addMetadata(key, value)
    if (from === 0)
      for (const [name, value] of Object.entries(counts)) metrics.addMetric(name, 'Count', value)
    for (const [name, values] of Object.entries(times))
      for (const value of values.slice(from, from + mostValues))
        metrics.addMetric(name, 'Milliseconds', value)
    metrics.publishStoredMetrics()
  }
}
