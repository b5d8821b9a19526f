import { metricNamespace } from '../metrics/embedded-metrics.ts'
import { waitingMetricNames } from '../redrive/waiting/waiting-metrics.ts'
import type { DashboardPipeline } from './dashboard-pipeline.ts'
import type { Metric, Picture } from './definition.ts'

const titles = [
  'Parked changes that wait, where redrive reports by a schedule',
  'How long the oldest parked change has waited, s',
] as const

/** What waits for a redrive, as its reports count it: they are hours apart, so each is drawn as the largest of a period. */
export const waitingPictures = ({ functions }: Pick<DashboardPipeline, 'functions'>): readonly Picture[] =>
  waitingMetricNames.parked.map((metric, at): Picture => ({
    title: titles[at] ?? metric,
    stat: 'Maximum',
    metrics: functions.map(({ functionName }): Metric => [metricNamespace, metric, 'function', functionName]),
  }))
