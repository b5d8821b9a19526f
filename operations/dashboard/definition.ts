import { throttleCauses } from '../checks/table-metric-names.ts'

/** A dashboard of CloudWatch as its body, to be written as JSON. */
export interface DashboardBody {
  readonly widgets: readonly DashboardWidget[]
}

/**
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export interface DashboardWidget {
  readonly type: 'metric' | 'text'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly properties: Readonly<Record<string, unknown>>
}

/** Stands in every dashboard that is ours: one without it is left alone. */
export const ownMark = 'Written by `tailrace dashboard`'

/** A metric as a widget takes it: namespace, name, dimensions; or an expression. */
export type Metric = readonly (string | Readonly<Record<string, unknown>>)[]

/** A picture, before it has a place. */
export interface Picture {
  readonly title: string
  readonly metrics: readonly Metric[]
  readonly stat: string
  readonly annotations?: object
}

const [columns, height] = [2, 6] as const

/** Pictures below some words, two in a row. */
export const placed = (intro: string, pictures: readonly Picture[], region: string): DashboardBody => ({
  widgets: [
    {
      type: 'text',
      x: 0,
      y: 0,
      width: 24,
      height: 2,
      properties: { markdown: `${intro}\n\n${ownMark}: changes are lost when it is applied again.` },
    },
    ...pictures.map(({ title, metrics, stat, annotations }, at): DashboardWidget => ({
      type: 'metric',
      x: (at % columns) * 12,
      y: 2 + Math.floor(at / columns) * height,
      width: 12,
      height,
      properties: {
        ...{ title, region, stat, metrics, period: 60, view: 'timeSeries', stacked: false },
        ...(annotations && { annotations }),
      },
    })),
  ],
})

/** A table that a dashboard is of. */
export interface DashboardTable {
  readonly tableName: string
  readonly region: string
  readonly indexes: readonly string[]
}

const operations = [
  'GetItem',
  'Query',
  'Scan',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchWriteItem',
] as const

/** What a table and its indexes do: units, throttling and why, errors, latency. */
export const tableDashboard = ({ tableName, region, indexes }: DashboardTable): DashboardBody => {
  const of = (metric: string, ...dimensions: readonly string[]): Metric => [
    'AWS/DynamoDB',
    metric,
    'TableName',
    tableName,
    ...dimensions,
  ]
  const each = (metric: string): readonly Metric[] => [
    [...of(metric), { label: 'table' }],
    ...indexes.map((index): Metric => [...of(metric, 'GlobalSecondaryIndexName', index), { label: index }]),
  ]
  const pictures: readonly Picture[] = [
    ...(['Read', 'Write'] as const).flatMap((side): readonly Picture[] => [
      { title: `${side} units a minute`, stat: 'Sum', metrics: each(`Consumed${side}CapacityUnits`) },
      {
        title: `${side}s throttled, by table and index`,
        stat: 'Sum',
        metrics: each(`${side}ThrottleEvents`),
      },
    ]),
    {
      title: 'Why requests were throttled',
      stat: 'Sum',
      metrics: (['Read', 'Write'] as const).flatMap(side =>
        throttleCauses.map(reason => of(`${side}${reason}ThrottleEvents`)),
      ),
    },
    {
      title: 'Latency of operations, p99',
      stat: 'p99',
      metrics: operations.map(name => of('SuccessfulRequestLatency', 'Operation', name)),
    },
    {
      title: 'Errors of DynamoDB itself',
      stat: 'Sum',
      metrics: operations.map(name => of('SystemErrors', 'Operation', name)),
    },
    { title: 'Removed by TTL', stat: 'Sum', metrics: [of('TimeToLiveDeletedItemCount')] },
  ]
  return placed(`# Table ${tableName}`, pictures, region)
}
