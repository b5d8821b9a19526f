import type { EmbeddedMetric } from '../metrics/embedded-metrics.ts'
import { embeddedMetrics } from '../metrics/embedded-metrics.ts'
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
 */
export const metricsOf = (summary: VerifySummary, { functionName, stage, atMs }: MetricsPlace): string => {
  const count = (name: string, value: number): EmbeddedMetric => ({ name, value, unit: 'Count' })
  const different = problems.reduce((sum, problem) => sum + summary[problem], 0)
  const counts = [...problems, ...countNames].map(name => count(metricName(name), summary[name]))
  return embeddedMetrics(
    { stage, function: functionName },
    [
      ...counts,
      count('VerifyMismatches', different),
      count('VerifyInterrupted', summary.interrupted ? 1 : 0),
    ],
    atMs,
  )
}
