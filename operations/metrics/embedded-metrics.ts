/** Namespace of what operators' functions count, and of what functions count of their processors unless told otherwise. */
export const metricNamespace = 'Tailrace'

/** A metric and its value now. */
export interface EmbeddedMetric {
  readonly name: string
  readonly value: number
  readonly unit: 'Count' | 'Seconds'
}

/**
 * A line that CloudWatch takes for metrics when a function prints it.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const embeddedMetrics = (
  dimensions: Readonly<Record<string, string>>,
  metrics: readonly EmbeddedMetric[],
  atMs: number,
): string =>
  JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: metricNamespace,
          Dimensions: [Object.keys(dimensions)],
          Metrics: metrics.map(({ name: Name, unit: Unit }) => ({ Name, Unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(metrics.map(({ name, value }) => [name, value])),
  })
