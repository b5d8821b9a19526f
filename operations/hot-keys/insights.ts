import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  DescribeContributorInsightsCommand,
  DescribeTableCommand,
  UpdateContributorInsightsCommand,
} from '@aws-sdk/client-dynamodb'
import type { CloudWatch } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import { asking } from '../../adapters/cloudwatch/open-cloudwatch.ts'
import { readArn } from '../../adapters/aws/arn.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { printable } from '../../core/printable.ts'
import { hotKeyFaults } from './faults.ts'
import type { HotKey, HotKeyList, HotKeySource } from './hot-key.ts'
import { adviceOn } from './hot-key.ts'

/** What Contributor Insights tell of a table or index. */
interface InsightsOf {
  readonly indexName: string | undefined
  readonly status: string
  readonly mode: string | undefined
  readonly rules: readonly string[]
}

/** A table whose insights are asked for. */
export interface InsightsTable {
  readonly tableName: string
  readonly region: string
  readonly account: string
  readonly targets: readonly InsightsOf[]
}

const describeInsights = async (
  client: DynamoDBClient,
  TableName: string,
  indexName: string | undefined,
): Promise<InsightsOf> => {
  const found = await client.send(
    new DescribeContributorInsightsCommand({
      TableName,
      ...(indexName !== undefined && { IndexName: indexName }),
    }),
  )
  return {
    indexName,
    status: found.ContributorInsightsStatus ?? 'DISABLED',
    mode: found.ContributorInsightsMode,
    rules: found.ContributorInsightsRuleList ?? [],
  }
}

/**
 * Asks DynamoDB which Contributor Insights a table and its indexes have.
 *
 * @throws PipelineError `hotkeys.table-unreadable`
 */
export const insightsOf = async (client: DynamoDBClient, tableName: string): Promise<InsightsTable> => {
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
    const { region = '', account = '' } = readArn(Table?.TableArn ?? '') ?? {}
    const targets: InsightsOf[] = [await describeInsights(client, tableName, undefined)]
    for (const { IndexName } of Table?.GlobalSecondaryIndexes ?? [])
      targets.push(await describeInsights(client, tableName, IndexName))
    return { tableName, region, account, targets }
  } catch (error) {
    const reason = reasonOf(error)
    throw raise(hotKeyFaults, 'hotkeys.table-unreadable', { tableName, reason }, { cause: error })
  }
}

/** What is watched: every request, or only those that were throttled. */
export type InsightsMode = 'ACCESSED_AND_THROTTLED_KEYS' | 'THROTTLED_KEYS'

/** Turns Contributor Insights of a table on; it takes minutes until they show something. */
export const enableInsights = async (
  client: DynamoDBClient,
  tableName: string,
  mode: InsightsMode,
): Promise<void> => {
  await client.send(
    new UpdateContributorInsightsCommand({
      TableName: tableName,
      ContributorInsightsAction: 'ENABLE',
      ContributorInsightsMode: mode,
    }),
  )
}

/** What a rule counts, by the letters in the name that DynamoDB gives it: partition or sort key, count or throttled. */
const kindOf = (
  rule: string,
): { readonly source: HotKeySource; readonly keyKind: HotKeyList['keyKind'] } | undefined => {
  const [, key, what] = /^DynamoDBContributorInsights-(PK|SK)([CT])-/.exec(rule) ?? []
  if (key === undefined) return undefined
  return {
    source: what === 'C' ? 'accesses' : 'throttled requests',
    keyKind: key === 'PK' ? 'partition key' : 'item',
  }
}

/** Over which time contributors are asked for, and how many. */
export interface InsightsSpan {
  readonly startMs: number
  readonly endMs: number
  readonly count: number
}

const reportOf = async (
  { client, sdk }: CloudWatch,
  RuleName: string,
  { startMs, endMs, count }: InsightsSpan,
) =>
  asking('GetInsightRuleReport', async () =>
    client.send(
      new sdk.GetInsightRuleReportCommand({
        RuleName,
        StartTime: new Date(startMs),
        EndTime: new Date(endMs),
        Period: 60,
        MaxContributorCount: Math.min(100, count),
        OrderBy: 'Sum',
      }),
    ),
  )

type Report = Awaited<ReturnType<typeof reportOf>>

const keysIn = ({ Contributors = [], AggregateValue = 0 }: Report, source: HotKeySource): readonly HotKey[] =>
  Contributors.map(({ Keys = [], ApproximateAggregateValue: value = 0, Datapoints = [] }) => {
    const [peak] = [...Datapoints].sort((a, b) => (b.ApproximateValue ?? 0) - (a.ApproximateValue ?? 0))
    const perSecond = (peak?.ApproximateValue ?? 0) / 60
    return {
      key: printable(Keys.join(' | ')),
      sharePercent: AggregateValue === 0 ? 0 : (value / AggregateValue) * 100,
      ...{ least: value, most: value },
      peakPerSecond:
        peak?.Timestamp === undefined
          ? undefined
          : { least: perSecond, most: perSecond, minute: peak.Timestamp.toISOString() },
      // A contributor may be read or written, and a rule does not say which: no limit can be named.
      limitPercent: undefined,
      advice: adviceOn(source, undefined),
    }
  })

const listOf = async (
  cloudWatch: CloudWatch,
  { indexName, mode }: InsightsOf,
  rule: string,
  span: InsightsSpan,
): Promise<HotKeyList | undefined> => {
  const kind = kindOf(rule)
  if (kind === undefined) return undefined
  const report = await reportOf(cloudWatch, rule, span)
  const keys = keysIn(report, kind.source)
  return {
    ...{ ...kind, indexName, keys },
    measure: report.AggregationStatistic?.toUpperCase() === 'SUM' ? 'units' : 'requests',
    total: report.AggregateValue ?? 0,
    notes: [
      `Contributor Insights, mode ${mode ?? 'not stated'}: approximate, reads and writes together`,
      ...(keys.length === 0
        ? ['no contributor in this time, which is no proof that there is no hot key']
        : []),
    ],
  }
}

/**
 * What Contributor Insights know of the keys of a table and its indexes: each rule by itself, because what is read
 * often and what is throttled are not one ranking.
 *
 * @throws PipelineError `hotkeys.insights-off`, `cloudwatch.*`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights_HowItWorks.html
 */
export const insightLists = async (
  cloudWatch: CloudWatch,
  { tableName, targets }: InsightsTable,
  span: InsightsSpan,
): Promise<readonly HotKeyList[]> => {
  const lists: HotKeyList[] = []
  for (const target of targets) {
    for (const rule of target.rules) {
      const list = await listOf(cloudWatch, target, rule, span)
      if (list !== undefined) lists.push(list)
    }
  }
  if (lists.length > 0) return lists
  const status = [...new Set(targets.map(({ status: each }) => each))].join(' and ')
  throw raise(hotKeyFaults, 'hotkeys.insights-off', { tableName, status })
}
