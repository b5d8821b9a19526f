import { alarmAnswers } from './cloudwatch-alarms.ts'
import type { AskedMetric, MetricRequest } from './metric-data.ts'
import { getMetricData } from './metric-data.ts'
import type { StubAccount } from './stub-account.ts'
import { StubRefusal } from './stub-refusal.ts'

/** So few points in an answer, so that pages are asked for. */
const pagePoints = 20

/** The halves of a sum, in the first two periods: as two days give it. */
const halvesOf = ({ metrics }: StubAccount, firstMs: number) => {
  const names = ({ MetricName, dimensions }: AskedMetric): string =>
    [MetricName, ...Object.values(dimensions)].join(' ')
  return (metric: AskedMetric, atMs: number): number | undefined => {
    if (metric.Namespace !== 'AWS/DynamoDB') throw new StubRefusal('ValidationError', metric.Namespace)
    const sum = metrics[names(metric)]
    const period = Math.floor((atMs - firstMs) / (metric.Period * 1_000))
    if (sum === undefined || period > 1) return undefined
    return period === 0 ? sum - Math.floor(sum / 2) : Math.floor(sum / 2)
  }
}

const data = (account: StubAccount, input: Readonly<Record<string, unknown>>): object => {
  if (input['StartTime'] === undefined || input['EndTime'] === undefined)
    throw new StubRefusal('ValidationError', 'StartTime and EndTime are required')
  const request = input as unknown as MetricRequest
  const Period = request.MetricDataQueries[0]?.MetricStat.Period ?? 1
  const firstMs = Math.ceil(request.StartTime / Period) * Period * 1_000
  const { body } = getMetricData(
    { ...request, MaxDatapoints: Math.min(request.MaxDatapoints ?? pagePoints, pagePoints) },
    halvesOf(account, firstMs),
    request.EndTime * 1_000,
  )
  const { metricStatus } = account
  if (metricStatus === undefined) return body
  const results = body.MetricDataResults.map(each => ({ ...each, StatusCode: metricStatus }))
  return { ...body, MetricDataResults: results }
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
