import type { StubAccount } from './stub-account.ts'
import { StubRefusal } from './stub-refusal.ts'

type Input = Readonly<Record<string, unknown>>
interface Tag {
  readonly Key: string
  readonly Value: string
}

const arnOf = (name: string): string => `arn:aws:cloudwatch:eu-west-1:111122223333:alarm:${name}`

const required = ['AlarmName', 'EvaluationPeriods', 'ComparisonOperator', 'Threshold'] as const

const put = (account: StubAccount, { Tags, ...input }: Input): object => {
  for (const name of required)
    if (input[name] === undefined) throw new StubRefusal('ValidationError', `${name} is required`)
  const { Metrics = [], MetricName } = input as {
    readonly Metrics?: readonly object[]
    readonly MetricName?: string
  }
  if ((MetricName === undefined) === (Metrics.length === 0))
    throw new StubRefusal('ValidationError', 'a metric, or queries')
  if (Metrics.filter(each => 'MetricStat' in each).length > 10)
    throw new StubRefusal('ValidationError', 'more than ten metrics')
  const name = String(input['AlarmName'])
  if (name.length > 255 || String(input['AlarmDescription']).length > 1_024)
    throw new StubRefusal('ValidationError', 'too long')
  const AlarmArn = arnOf(name)
  // As CloudWatch: tags are taken of a new one only, and dimensions come back in another order.
  const dimensions = (input['Dimensions'] as readonly unknown[] | undefined)?.toReversed() ?? []
  const at = account.alarms.findIndex(({ AlarmName }) => AlarmName === name)
  const stored = { ...input, Dimensions: dimensions, AlarmArn, StateValue: 'OK', ActionsEnabled: true }
  if (at >= 0) account.alarms[at] = stored
  else {
    account.alarms.push(stored)
    account.alarmTags[AlarmArn] = (Tags ?? []) as readonly Tag[]
  }
  return {}
}

const remove = (account: StubAccount, { AlarmNames }: Input): object => {
  const names = AlarmNames as readonly string[]
  if (names.length > 100) throw new StubRefusal('ValidationError', 'more than 100 names')
  account.alarms = account.alarms.filter(({ AlarmName }) => !names.includes(String(AlarmName)))
  return {}
}

/** So many on a page. */
const pageSize = 7

const describe = ({ alarms }: StubAccount, { AlarmNamePrefix = '', NextToken }: Input): object => {
  const found = alarms.filter(({ AlarmName }) => String(AlarmName).startsWith(String(AlarmNamePrefix)))
  const from = Number(NextToken ?? 0)
  const to = from + pageSize
  return {
    MetricAlarms: found.slice(from, to),
    CompositeAlarms: [],
    ...(to < found.length && { NextToken: String(to) }),
  }
}

/** Metrics that have all of the dimensions that are asked for, perhaps more; an empty page may come first. */
const listed = ({ customMetrics = [] }: StubAccount, input: Input): object => {
  const {
    Namespace,
    MetricName,
    Dimensions = [],
    NextToken,
  } = input as {
    readonly Namespace?: string
    readonly MetricName?: string
    readonly Dimensions?: readonly { readonly Name: string; readonly Value?: string }[]
    readonly NextToken?: string
  }
  if (NextToken === undefined) return { Metrics: [], NextToken: 'more' }
  const Metrics = customMetrics.filter(
    each =>
      each.Namespace === Namespace &&
      each.MetricName === MetricName &&
      Dimensions.every(({ Name, Value }) =>
        each.Dimensions.some(has => has.Name === Name && (Value === undefined || has.Value === Value)),
      ),
  )
  return { Metrics }
}

/** What CloudWatch answers about alarms; nothing where it is not asked. */
export const alarmAnswers = (account: StubAccount, operation: string, input: Input): object | undefined => {
  switch (operation) {
    case 'DescribeAlarms':
      return describe(account, input)
    case 'PutMetricAlarm':
      return put(account, input)
    case 'TagResource':
      account.alarmTags[String(input['ResourceARN'])] = input['Tags'] as readonly Tag[]
      return {}
    case 'DeleteAlarms':
      return remove(account, input)
    case 'ListMetrics':
      return listed(account, input)
    case 'ListTagsForResource':
      return { Tags: account.alarmTags[String(input['ResourceARN'])] ?? [] }
    default:
      return undefined
  }
}
