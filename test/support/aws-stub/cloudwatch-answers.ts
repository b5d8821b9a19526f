import { alarmAnswers } from './cloudwatch-alarms.ts'
import type { StubAccount } from './stub-account.ts'
import { StubRefusal } from './stub-refusal.ts'

interface Query {
  readonly Id: string
  readonly MetricStat: {
    readonly Metric: {
      readonly Namespace: string
      readonly MetricName: string
      readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[]
    }
    readonly Period: number
    readonly Stat: string
  }
}

/** So few in an answer, so that pages are asked for. */
const pageSize = 20

const data = (
  { metrics, metricStatus = 'Complete' }: StubAccount,
  input: Readonly<Record<string, unknown>>,
) => {
  const { MetricDataQueries: queries, NextToken } = input as {
    readonly MetricDataQueries: readonly Query[]
    readonly NextToken?: string
  }
  if (queries.length > 500) throw new StubRefusal('ValidationError', 'more than 500 queries')
  if (input['StartTime'] === undefined || input['EndTime'] === undefined)
    throw new StubRefusal('ValidationError', 'StartTime and EndTime are required')
  const from = Number(NextToken ?? 0)
  const results = queries.slice(from, from + pageSize).map(({ Id, MetricStat: { Metric } }) => {
    if (Metric.Namespace !== 'AWS/DynamoDB') throw new StubRefusal('ValidationError', Metric.Namespace)
    const name = [Metric.MetricName, ...Metric.Dimensions.map(({ Value }) => Value)].join(' ')
    const sum = metrics[name]
    // In two halves, as two days give them.
    const Values = sum === undefined ? [] : [sum - Math.floor(sum / 2), Math.floor(sum / 2)]
    const Timestamps = Values.map((_, index) => 1_764_000_000 + index * 86_400)
    return { Id, Label: name, Timestamps, Values, StatusCode: metricStatus }
  })
  const next = from + pageSize
  return { MetricDataResults: results, ...(next < queries.length && { NextToken: String(next) }) }
}

/** What CloudWatch answers; nothing where it is not asked. */
export const cloudWatchAnswers = (
  account: StubAccount,
  operation: string,
  input: Readonly<Record<string, unknown>>,
): object | undefined => {
  if (operation === 'GetMetricData') return data(account, input)
  return alarmAnswers(account, operation, input)
}
