import type { Alarm, AlarmMetric } from './alarm.ts'
import { alarm } from './alarm.ts'
import { tableOperations, throttleCauses } from '../checks/table-metric-names.ts'

/** What of a table its alarms depend on. */
export interface AlarmedTable {
  readonly tableName: string
  /** Its global secondary indexes. */
  readonly indexes: readonly string[]
  /** Units a second that are provisioned for table and index (`''` is the table); none where it is on demand. */
  readonly provisioned: ReadonlyMap<string, { readonly read: number; readonly write: number }>
  /** Regions that a global table replicates to. */
  readonly replicas: readonly string[]
}

const namespace = 'AWS/DynamoDB'

const place = (tableName: string, index: string): Readonly<Record<string, string>> =>
  index === '' ? { TableName: tableName } : { GlobalSecondaryIndexName: index, TableName: tableName }

const named = (id: string, index: string): string => (index === '' ? id : `${id}-${index}`)

const of = (index: string): string => (index === '' ? 'of the table' : `of index ${index}`)

const sum = (metric: string, dimensions: AlarmMetric['dimensions']): AlarmMetric => ({
  namespace,
  metric,
  dimensions,
  statistic: 'Sum',
})

const causeWords: Readonly<Record<(typeof throttleCauses)[number], string>> = {
  ProvisionedThroughput: 'more than is provisioned',
  AccountLimit: 'more than the account may',
  KeyRangeThroughput: 'more than one partition takes: a hot key',
  MaxOnDemandThroughput: 'more than the maximum that was set for on-demand',
}

const throttles = ({ tableName, indexes }: AlarmedTable): readonly Alarm[] =>
  ['', ...indexes].flatMap(index =>
    (['Read', 'Write'] as const).flatMap(way => {
      const dimensions = place(tableName, index)
      const any = alarm({
        id: named(`${way}ThrottleEvents`, index),
        description: `${way}s ${of(index)} are throttled, for three minutes out of five.`,
        metrics: [sum(`${way}ThrottleEvents`, dimensions)],
        periodSeconds: 60,
        periods: 5,
        datapoints: 3,
        threshold: 0,
        because: 'one minute is what clients try again through; three of five is no accident any more',
      })
      const byCause = throttleCauses.map(cause =>
        alarm({
          id: named(`${way}${cause}`, index),
          description: `${way}s ${of(index)} are throttled: ${causeWords[cause]}.`,
          metrics: [sum(`${way}${cause}ThrottleEvents`, dimensions)],
          periodSeconds: 300,
          periods: 1,
          threshold: 0,
          because: 'each cause has another remedy, so the first event of it is worth knowing',
        }),
      )
      return [any, ...byCause]
    }),
  )

const byOperation = (metric: string, tableName: string): readonly AlarmMetric[] =>
  tableOperations.map(Operation => sum(metric, { Operation, TableName: tableName }))

const errors = ({ tableName }: AlarmedTable): readonly Alarm[] => [
  alarm({
    id: 'ThrottledRequests',
    description: 'Requests are throttled, whatever the operation, for three minutes out of five.',
    metrics: byOperation('ThrottledRequests', tableName),
    periodSeconds: 60,
    periods: 5,
    datapoints: 3,
    threshold: 0,
    because:
      'the metric is by operation only, so it is summed over them; one minute is what clients try again through',
  }),
  alarm({
    id: 'SystemErrors',
    description: 'DynamoDB fails requests with errors of its own, for three minutes out of five.',
    metrics: byOperation('SystemErrors', tableName),
    periodSeconds: 60,
    periods: 5,
    datapoints: 3,
    threshold: 0,
    because: 'the SDK tries a single one again; several minutes of them are an outage',
  }),
]

/** Of these a few milliseconds are usual, whatever is asked. */
const quick = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'] as const

const latency = ({ tableName }: AlarmedTable): readonly Alarm[] =>
  quick.map(Operation =>
    alarm({
      id: `Latency-${Operation}`,
      description: `One in a hundred ${Operation} takes longer than 100 ms within DynamoDB, for a quarter of an hour.`,
      metrics: [
        {
          namespace,
          metric: 'SuccessfulRequestLatency',
          dimensions: { Operation, TableName: tableName },
          statistic: 'p99',
        },
      ],
      periodSeconds: 300,
      periods: 3,
      threshold: 100,
      because: 'a few milliseconds are usual, without the way there; ten times that holds up whoever waits',
    }),
  )

const used = ({ tableName, provisioned }: AlarmedTable): readonly Alarm[] =>
  [...provisioned].flatMap(([index, units]) =>
    (['Read', 'Write'] as const).flatMap((way): readonly Alarm[] => {
      const most = way === 'Read' ? units.read : units.write
      if (most === 0) return []
      return [
        alarm({
          id: named(`Consumed${way}`, index),
          description: `${way} units ${of(index)} are over 80% of what is provisioned, for a quarter of an hour.`,
          metrics: [sum(`Consumed${way}CapacityUnits`, place(tableName, index))],
          periodSeconds: 60,
          periods: 15,
          threshold: most * 60 * 0.8,
          because: `80% of ${most} units a second, in a minute; auto scaling would have followed within minutes`,
        }),
      ]
    }),
  )

const replication = ({ tableName, replicas }: AlarmedTable): readonly Alarm[] =>
  replicas.map(ReceivingRegion =>
    alarm({
      id: `Replication-${ReceivingRegion}`,
      description: `Changes take longer than a minute to ${ReceivingRegion}.`,
      metrics: [
        {
          namespace,
          metric: 'ReplicationLatency',
          dimensions: { ReceivingRegion, TableName: tableName },
          statistic: 'Average',
        },
      ],
      periodSeconds: 60,
      periods: 5,
      threshold: 60_000,
      because: 'a second or two are usual',
    }),
  )

/**
 * The alarms of a table. `UserErrors` is none of them: it is counted by account and region, for all tables together.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export const tableAlarms = (table: AlarmedTable): readonly Alarm[] => [
  ...throttles(table),
  ...errors(table),
  ...latency(table),
  ...used(table),
  ...replication(table),
]
