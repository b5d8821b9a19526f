import type {
  Dimension,
  MetricAlarm,
  MetricDataQuery,
  PutMetricAlarmCommandInput,
} from '@aws-sdk/client-cloudwatch'
import type { Alarm, AlarmMetric } from './alarm.ts'

const dimensionsOf = ({ dimensions }: AlarmMetric): Dimension[] =>
  Object.entries(dimensions)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([Name, Value]) => ({ Name, Value }))

const oneMetric = (metric: AlarmMetric) => ({
  Namespace: metric.namespace,
  MetricName: metric.metric,
  Dimensions: dimensionsOf(metric),
  ...(metric.statistic.startsWith('p')
    ? { ExtendedStatistic: metric.statistic }
    : { Statistic: metric.statistic as Exclude<AlarmMetric['statistic'], `p${number}`> }),
})

/** What is not there counts for nothing, and the sum is there all the same. */
const sumOf = ({ metrics, periodSeconds }: Alarm): MetricDataQuery[] => [
  {
    Id: 'sum',
    Expression: metrics.map((_, index) => `FILL(m${index + 1},0)`).join('+'),
    Label: metrics[0]?.metric ?? 'sum',
    ReturnData: true,
  },
  ...metrics.map((metric, index) => ({
    Id: `m${index + 1}`,
    MetricStat: {
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.metric,
        Dimensions: dimensionsOf(metric),
      },
      Period: periodSeconds,
      Stat: metric.statistic,
    },
    ReturnData: false,
  })),
]

/** What CloudWatch is given of an alarm, whoever gives it. */
export type AlarmProperties = Omit<PutMetricAlarmCommandInput, 'AlarmName' | 'AlarmActions' | 'Tags'>

/** An alarm in the words of CloudWatch, which are those of CloudFormation too. */
export const alarmProperties = (alarm: Alarm): AlarmProperties => {
  const { metrics, description, because, periodSeconds, periods, datapoints, threshold, comparison } = alarm
  const [only, ...others] = metrics
  return {
    AlarmDescription: `${description} Why this threshold: ${because}.`,
    ...(only !== undefined && others.length === 0
      ? { ...oneMetric(only), Period: periodSeconds }
      : { Metrics: sumOf(alarm) }),
    EvaluationPeriods: periods,
    DatapointsToAlarm: datapoints,
    Threshold: threshold,
    ComparisonOperator: comparison,
    TreatMissingData: alarm.missing,
  }
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, each]) => each !== undefined)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => [k, sorted(v)]))
}

const compared: readonly (keyof AlarmProperties | 'AlarmActions')[] = [
  'AlarmDescription',
  'Namespace',
  'MetricName',
  'Dimensions',
  'Statistic',
  'ExtendedStatistic',
  'Metrics',
  'Period',
  'EvaluationPeriods',
  'DatapointsToAlarm',
  'Threshold',
  'ComparisonOperator',
  'TreatMissingData',
  'AlarmActions',
]

const text = (value: unknown): string => {
  const isNothing = value === undefined || (Array.isArray(value) && value.length === 0)
  return isNothing ? '' : JSON.stringify(sorted(value))
}

const byName = (a: Dimension, b: Dimension): number => ((a.Name ?? '') < (b.Name ?? '') ? -1 : 1)

/** Of a query what is wanted of it: CloudWatch adds what it knows besides. */
const queryKept = ({ Id, Expression, Label, ReturnData, MetricStat }: MetricDataQuery): MetricDataQuery => {
  const { Metric, Period, Stat } = MetricStat ?? {}
  const { Namespace, MetricName, Dimensions = [] } = Metric ?? {}
  return {
    Id,
    Expression,
    Label,
    ReturnData,
    ...(MetricStat && {
      MetricStat: {
        Metric: { Namespace, MetricName, Dimensions: Dimensions.toSorted(byName) },
        Period,
        Stat,
      },
    }),
  }
}

const idOf = ({ Id = '' }: MetricDataQuery): string => Id

/** Neither the dimensions of a metric nor the queries of an alarm have an order. */
const inOrder = (found: MetricAlarm | AlarmProperties): Readonly<Record<string, unknown>> => ({
  ...found,
  Dimensions: found.Dimensions?.toSorted(byName),
  Metrics: found.Metrics?.map(queryKept).toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1)),
})

/** Names of the properties in which an alarm that is there differs from what is wanted. */
export const differingProperties = (
  wanted: AlarmProperties & { readonly AlarmActions: readonly string[] },
  found: MetricAlarm,
): readonly string[] => {
  const [is, should] = [inOrder(found), inOrder(wanted)]
  return compared.filter(name => text(should[name]) !== text(is[name]))
}
