import type { ComparisonOperator, Statistic } from '@aws-sdk/client-cloudwatch'

/** One number that CloudWatch keeps, as an alarm looks at it. */
export interface AlarmMetric {
  readonly namespace: string
  readonly metric: string
  /** In the order of their names. */
  readonly dimensions: Readonly<Record<string, string>>
  /** `Sum`, or a percentile as `p99`. */
  readonly statistic: Statistic | `p${number}`
}

/** An alarm, as data: the same becomes a resource of CloudFormation and an alarm that a command makes. */
export interface Alarm {
  /** Tells it from the others of the same table and function, and stays: names are made of it. */
  readonly id: string
  /** What is so when it rings, for whom it wakes. */
  readonly description: string
  /** One metric; or the sum of several, each missing one taken for 0. */
  readonly metrics: readonly AlarmMetric[]
  readonly periodSeconds: number
  /** Of so many periods `datapoints` have to be beyond the threshold. */
  readonly periods: number
  readonly datapoints: number
  readonly threshold: number
  readonly comparison: ComparisonOperator
  /** Why it is that number. */
  readonly because: string
  /** What no data means, on purpose: `notBreaching` where a metric is only given when something happens. */
  readonly missing: 'notBreaching' | 'breaching' | 'ignore'
  /** What has to be switched on, and costs, for the metric to be there. */
  readonly costs?: string
}

type Given = Omit<Alarm, 'datapoints' | 'comparison' | 'missing'> &
  Partial<Pick<Alarm, 'datapoints' | 'comparison' | 'missing'>>

/** An alarm that rings above its threshold, and is silent where nothing is counted. */
export const alarm = (given: Given): Alarm => ({
  datapoints: given.periods,
  comparison: 'GreaterThanThreshold',
  missing: 'notBreaching',
  ...given,
})
