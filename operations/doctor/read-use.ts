import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch'
import type { AwsAccess } from '../../adapters/aws/aws-access.ts'
import { loadSdk } from '../../adapters/aws/load-sdk.ts'
import type { CloudWatch } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import { readMetrics } from '../../adapters/cloudwatch/read-metrics.ts'
import type { Deployment, Known, Usage } from '../checks/deployment.ts'
import { tableOperations, throttleCauses } from '../checks/table-metric-names.ts'
import { ask } from './ask.ts'

const days = 14
const daySeconds = 86_400

const ways = ['Read', 'Write'] as const

interface Wanted {
  readonly kind: 'throttles' | 'consumed' | 'requests'
  readonly name: string
  readonly metric: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly statistic: 'Sum' | 'SampleCount'
}

const wantedOf = ({ TableName, GlobalSecondaryIndexes = [] }: Deployment['table']): readonly Wanted[] => {
  const indexes = GlobalSecondaryIndexes.flatMap(({ IndexName }) => IndexName ?? [])
  const places = [
    { suffix: '', dimensions: { TableName } },
    ...indexes.map(name => ({
      suffix: ` ${name}`,
      dimensions: { TableName, GlobalSecondaryIndexName: name },
    })),
  ]
  const units = places.flatMap(({ suffix, dimensions }) =>
    ways.flatMap((way): readonly Wanted[] => [
      ...throttleCauses
        .map(cause => `${way}${cause}ThrottleEvents`)
        .map((metric): Wanted => ({
          kind: 'throttles',
          name: `${metric}${suffix}`,
          metric,
          dimensions,
          statistic: 'Sum',
        })),
      {
        kind: 'consumed',
        name: `${way.toLowerCase()}${suffix}`,
        metric: `Consumed${way}CapacityUnits`,
        dimensions,
        statistic: 'Sum',
      },
    ]),
  )
  const requests = tableOperations.map((Operation): Wanted => ({
    kind: 'requests',
    name: Operation,
    metric: 'SuccessfulRequestLatency',
    dimensions: { TableName, Operation },
    statistic: 'SampleCount',
  }))
  return [...units, ...requests]
}

const sumsOf = async (
  cloudWatch: CloudWatch,
  wanted: readonly Wanted[],
  nowMs: number,
): Promise<ReadonlyMap<string, number>> => {
  const queries = wanted.map(({ metric, dimensions, statistic }, index) => ({
    ...{ key: `q${index}`, namespace: 'AWS/DynamoDB', metricName: metric },
    ...{ dimensions, statistic, periodSeconds: daySeconds },
  }))
  const span = { startMs: nowMs - days * daySeconds * 1_000, endMs: nowMs }
  const found = await readMetrics(cloudWatch, queries, span)
  return new Map(
    [...found].map(([key, values]) => [key, [...values.values()].reduce((sum, each) => sum + each, 0)]),
  )
}

const usageOf = (wanted: readonly Wanted[], sums: ReadonlyMap<string, number>): Usage => {
  const of = (kind: Wanted['kind']): ReadonlyMap<string, number> =>
    new Map(
      wanted.flatMap((each, index) =>
        each.kind === kind ? [[each.name, sums.get(`q${index}`) ?? 0] as const] : [],
      ),
    )
  return { days, throttles: of('throttles'), consumed: of('consumed'), requests: of('requests') }
}

/** Which alarms look at what. */
type Alarms = Deployment['alarms'] extends Known<infer T> ? T : never

const alarmsOn = async (client: CloudWatchClient, tableName: string): Promise<Alarms> => {
  const { paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch')
  let ofTable = 0
  const functions = new Set<string>()
  for await (const { MetricAlarms = [] } of paginateDescribeAlarms(
    { client },
    { AlarmTypes: ['MetricAlarm'] },
  )) {
    const dimensions = MetricAlarms.flatMap(({ Dimensions = [], Metrics = [] }) => [
      ...Dimensions,
      ...Metrics.flatMap(({ MetricStat }) => MetricStat?.Metric?.Dimensions ?? []),
    ])
    for (const { Name, Value = '' } of dimensions) {
      if (Name === 'TableName' && Value === tableName) ofTable += 1
      if (Name === 'FunctionName') functions.add(Value)
    }
  }
  return { ofTable, functions: [...functions] }
}

/** What CloudWatch says of a table. */
export interface CloudWatchReader {
  readonly usage: (table: Deployment['table'], nowMs: number) => Promise<Known<Usage>>
  readonly alarms: (tableName: string) => Promise<Known<Alarms>>
  readonly close: () => void
}

/** A reader of CloudWatch, whose client is loaded now. */
export const usageReader = async ({ settings }: AwsAccess): Promise<CloudWatchReader> => {
  const sdk = await loadSdk('@aws-sdk/client-cloudwatch', async () => import('@aws-sdk/client-cloudwatch'))
  const client = new sdk.CloudWatchClient(settings)
  return {
    usage: async (table, nowMs) =>
      ask('cloudwatch:GetMetricData', async () => {
        const wanted = wantedOf(table)
        return usageOf(wanted, await sumsOf({ client, sdk }, wanted, nowMs))
      }),
    alarms: async tableName => ask('cloudwatch:DescribeAlarms', async () => alarmsOn(client, tableName)),
    close: () => {
      client.destroy()
    },
  }
}
