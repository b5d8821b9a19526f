import type { Alarm } from './alarm.ts'
import { alarmProperties } from './alarm-input.ts'
import type { LogMetric } from './log-alarms.ts'
import { logMetrics, logNamespace } from './log-alarms.ts'

type Resource = Readonly<Record<string, unknown>>

/** In the place of what only the stack knows: the name of one of its resources. */
export const resourceNamed = (id: string): string => `{{${id}}}`

const reference = /\{\{(\w+)\}\}/

/** Names of resources as CloudFormation's references, wherever they are. */
const referring = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(referring)
  if (typeof value === 'string') {
    const [whole, id] = reference.exec(value) ?? []
    if (whole === undefined) return value
    return whole === value ? { Ref: id } : { 'Fn::Sub': value.replaceAll(/\{\{(\w+)\}\}/g, '${$1}') }
  }
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, referring(each)]))
}

const noValue = { Ref: 'AWS::NoValue' }

/** A logical id has letters and digits only. */
const logicalId = (prefix: string, id: string): string => `${prefix}${id.replaceAll(/[^A-Za-z0-9]/g, '')}`

const topic = [{ Ref: 'AlarmTopicArn' }]
const withTopic = 'WithAlarmTopic'

/** A resource that only a stack with a topic has need not ask for one again. */
const actionsUnder = (condition: string | undefined): unknown =>
  condition === withTopic ? topic : { 'Fn::If': [withTopic, topic, noValue] }

/** Alarms as resources, each telling the topic of the stack if it has one. */
export const alarmResources = (
  prefix: string,
  alarms: readonly Alarm[],
  condition?: string,
): Readonly<Record<string, Resource>> =>
  Object.fromEntries(
    alarms.map(alarm => {
      const properties = referring(alarmProperties(alarm)) as Resource
      const resource = {
        Type: 'AWS::CloudWatch::Alarm',
        ...(condition !== undefined && { Condition: condition }),
        Properties: { ...properties, AlarmActions: actionsUnder(condition) },
      }
      return [logicalId(prefix, alarm.id), resource] as const
    }),
  )

const filterOf = (
  { metric, pattern, value }: LogMetric,
  logGroup: string,
  functionName: string,
): Resource => ({
  Type: 'AWS::Logs::MetricFilter',
  Properties: {
    LogGroupName: { Ref: logGroup },
    FilterPattern: pattern,
    MetricTransformations: [
      { MetricNamespace: referring(logNamespace(functionName)), MetricName: metric, MetricValue: value },
    ],
  },
})

/** What takes the numbers of {@link logMetrics} out of a function's log. */
export const logMetricResources = (
  prefix: string,
  logGroup: string,
  functionName: string,
): Readonly<Record<string, Resource>> =>
  Object.fromEntries(
    logMetrics.map(
      each => [`${prefix}${each.metric}Counted`, filterOf(each, logGroup, functionName)] as const,
    ),
  )
