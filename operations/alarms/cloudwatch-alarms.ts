import type { MetricAlarm } from '@aws-sdk/client-cloudwatch'
import type { AwsAccess } from '../../adapters/aws/aws-access.ts'
import { loadSdk } from '../../adapters/aws/load-sdk.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { shortReason, throwRefused } from '../doctor/ask.ts'
import type { AlarmMetric } from './alarm.ts'
import type { AlarmProperties } from './alarm-input.ts'
import { alarmFaults } from './faults.ts'

/** The alarms of an account, as far as they are needed here. */
export interface AccountAlarms {
  /** Those whose names begin so. */
  readonly list: (prefix: string) => Promise<readonly MetricAlarm[]>
  /** True where CloudWatch has had a metric in the last two weeks. */
  readonly counts: (metric: AlarmMetric) => Promise<boolean>
  readonly tags: (arn: string) => Promise<Readonly<Record<string, string>>>
  readonly tag: (arn: string, tags: Readonly<Record<string, string>>) => Promise<void>
  /** Makes it with its tags, or brings it to these properties. */
  readonly put: (
    name: string,
    properties: AlarmProperties,
    given: {
      readonly actions: readonly string[]
      readonly tags: Readonly<Record<string, string>> | undefined
    },
  ) => Promise<void>
  readonly remove: (names: readonly string[]) => Promise<void>
  readonly close: () => void
}

const did = async <T>(action: string, request: () => Promise<T>): Promise<T> => {
  try {
    return await request()
  } catch (error) {
    throwRefused(error)
    if (isPipelineError(error)) throw error
    throw raise(alarmFaults, 'alarms.refused', { action, reason: shortReason(error) }, { cause: error })
  }
}

const tagsOf = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))

/** So many names at once. */
const mostNames = 100

/** The alarms of the account that credentials are of; the client is loaded now. */
export const openAlarms = async ({ settings }: AwsAccess): Promise<AccountAlarms> => {
  const sdk = await loadSdk('@aws-sdk/client-cloudwatch', async () => import('@aws-sdk/client-cloudwatch'))
  const client = new sdk.CloudWatchClient(settings)
  return {
    list: async prefix =>
      did('cloudwatch:DescribeAlarms', async () => {
        const found: MetricAlarm[] = []
        const input = { AlarmNamePrefix: prefix, AlarmTypes: ['MetricAlarm' as const] }
        for await (const { MetricAlarms = [] } of sdk.paginateDescribeAlarms({ client }, input))
          found.push(...MetricAlarms)
        return found
      }),
    counts: async ({ namespace: Namespace, metric: MetricName, dimensions }) =>
      did('cloudwatch:ListMetrics', async () => {
        const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
        const input = { Namespace, MetricName, Dimensions }
        for await (const { Metrics = [] } of sdk.paginateListMetrics({ client }, input))
          // Asked so, it also gives metrics that have more dimensions.
          if (Metrics.some(each => each.Dimensions?.length === Dimensions.length)) return true
        return false
      }),
    tags: async ResourceARN =>
      did('cloudwatch:ListTagsForResource', async () => {
        const { Tags = [] } = await client.send(new sdk.ListTagsForResourceCommand({ ResourceARN }))
        return Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value]))
      }),
    tag: async (ResourceARN, tags) =>
      did('cloudwatch:TagResource', async () => {
        await client.send(new sdk.TagResourceCommand({ ResourceARN, Tags: tagsOf(tags) }))
      }),
    put: async (name, properties, { actions, tags }) =>
      did('cloudwatch:PutMetricAlarm', async () => {
        await client.send(
          new sdk.PutMetricAlarmCommand({
            AlarmName: name,
            ...properties,
            AlarmActions: [...actions],
            ...(tags !== undefined && { Tags: tagsOf(tags) }),
          }),
        )
      }),
    remove: async names =>
      did('cloudwatch:DeleteAlarms', async () => {
        for (let at = 0; at < names.length; at += mostNames)
          await client.send(new sdk.DeleteAlarmsCommand({ AlarmNames: names.slice(at, at + mostNames) }))
      }),
    close: () => {
      client.destroy()
    },
  }
}
