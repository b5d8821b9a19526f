import { problems } from './report.ts'
import type { VerifySummary } from './verify-event.ts'

/** Of which function, when. */
export interface MetricsPlace {
  readonly functionName: string
  readonly stage: string
  readonly atMs: number
}

const countNames = ['items', 'documents', 'unsettled', 'unjudged', 'readUnits'] as const

/** `missing` as `VerifyMissing`. */
const metricName = (name: string): string => `Verify${name[0]?.toUpperCase() ?? ''}${name.slice(1)}`

/**
 * What a comparison found as one line in CloudWatch's embedded metric format: a metric for each kind of difference, 0
 * included, so that an alarm can tell nothing found from nothing run. An interrupted run counts too: it has looked at
 * so many items.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metricsOf = (summary: VerifySummary, { functionName, stage, atMs }: MetricsPlace): string => {
  const names = [...problems, ...countNames]
  const different = problems.reduce((sum, problem) => sum + summary[problem], 0)
  return JSON.stringify({
    _aws: {
      Timestamp: atMs,
      CloudWatchMetrics: [
        {
          Namespace: 'Tailrace',
          Dimensions: [['stage', 'function']],
          Metrics: [...names.map(metricName), 'VerifyMismatches', 'VerifyInterrupted'].map(Name => ({
            Name,
            Unit: 'Count',
          })),
        },
      ],
    },
    stage,
    function: functionName,
    ...Object.fromEntries(names.map(name => [metricName(name), summary[name]])),
    VerifyMismatches: different,
    VerifyInterrupted: summary.interrupted ? 1 : 0,
  })
}
