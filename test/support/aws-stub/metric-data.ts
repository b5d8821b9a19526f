import { StubRefusal } from './stub-refusal.ts'

/** A series as a query of GetMetricData names it. */
export interface AskedMetric {
  readonly Namespace: string
  readonly MetricName: string
  readonly dimensions: Readonly<Record<string, string>>
  readonly Stat: string
  readonly Period: number
}

/** The value of a period that begins then; `undefined` where CloudWatch has no data point. */
export type MetricAt = (metric: AskedMetric, atMs: number) => number | undefined

/** What GetMetricData is asked. */
export interface MetricRequest {
  readonly StartTime: number
  readonly EndTime: number
  readonly NextToken?: string
  readonly MaxDatapoints?: number
  readonly MetricDataQueries: readonly {
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
  }[]
}

const maxPoints = 100_800
const maxQueries = 500
const dayMs = 86_400_000

/** Points of a minute are kept 15 days, those of five minutes 63: an older time has none. */
const keptFrom = (period: number, nowMs: number): number =>
  nowMs - (period < 300 ? 15 : period < 3_600 ? 63 : 455) * dayMs

const checkRequest = ({ MetricDataQueries: queries, MaxDatapoints = maxPoints }: MetricRequest): void => {
  if (queries.length > maxQueries)
    throw new StubRefusal(
      'ValidationError',
      `The collection MetricDataQueries must not have a size greater than ${maxQueries}.`,
    )
  if (MaxDatapoints > maxPoints || MaxDatapoints < 1)
    throw new StubRefusal('ValidationError', `MaxDatapoints must be at most ${maxPoints}.`)
  if (
    new Set(queries.map(({ Id }) => Id)).size !== queries.length ||
    queries.some(({ Id }) => !/^[a-z]\w*$/.test(Id))
  )
    throw new StubRefusal(
      'ValidationError',
      'The values for parameter id in MetricDataQueries are not unique.',
    )
}

/** What CloudWatch answers: it refuses more than 500 queries or 100,800 points, and pages by token. */
export const getMetricData = (request: MetricRequest, at: MetricAt, nowMs: number) => {
  checkRequest(request)
  const most = request.MaxDatapoints ?? maxPoints
  let skip = Number(request.NextToken?.replace('page-', '') ?? 0)
  const from = skip
  let left = most
  const page = { isCut: false }
  const MetricDataResults = request.MetricDataQueries.flatMap(({ Id, MetricStat }) => {
    const { Metric, Period, Stat } = MetricStat
    const dimensions = Object.fromEntries(Metric.Dimensions.map(({ Name, Value }) => [Name, Value]))
    const metric = { ...Metric, dimensions, Stat, Period }
    const [Timestamps, Values]: [number[], number[]] = [[], []]
    const stepMs = Period * 1_000
    const firstMs = Math.ceil(Math.max(request.StartTime * 1_000, keptFrom(Period, nowMs)) / stepMs) * stepMs
    let isPartial = false
    for (let atMs = firstMs; atMs < request.EndTime * 1_000; atMs += stepMs) {
      const value = at(metric, atMs)
      if (value === undefined) continue
      if (skip > 0) {
        skip -= 1
        continue
      }
      if (left === 0) {
        isPartial = page.isCut = true
        break
      }
      left -= 1
      Timestamps.push(atMs / 1_000)
      Values.push(value)
    }
    const result = {
      Id,
      Label: Metric.MetricName,
      Timestamps,
      Values,
      StatusCode: isPartial ? 'PartialData' : 'Complete',
    }
    // A page names only what it has something of.
    return from > 0 && Timestamps.length === 0 && !isPartial ? [] : [result]
  })
  return {
    points: most - left,
    body: { Messages: [], MetricDataResults, ...(page.isCut && { NextToken: `page-${from + most - left}` }) },
  }
}
