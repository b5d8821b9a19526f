import type { MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { chunksOf } from '../../core/concurrency/chunks-of.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { cloudWatchFaults } from './faults.ts'
import type { CloudWatch } from './open-cloudwatch.ts'
import { asking } from './open-cloudwatch.ts'

/** A series that is asked for. */
export interface MetricQuery {
  /** The caller's name for it. */
  readonly key: string
  readonly namespace: string
  readonly metricName: string
  readonly dimensions: Readonly<Record<string, string>>
  /** `Sum`, `Average`, `p99` … */
  readonly statistic: string
  readonly periodSeconds: number
}

/** Over which time, the end left out; both on the period's grid. */
export interface MetricSpan {
  readonly startMs: number
  readonly endMs: number
}

/** How much an answer may hold. */
export interface MetricPaging {
  /** Points of an answer. @defaultValue 100,800, which is CloudWatch's most */
  readonly maxDatapoints?: number
  readonly signal?: AbortSignal
}

/** Values by the time at which their period begins; a period without a data point is not in it. */
export type MetricValues = ReadonlyMap<number, number>

const maxQueries = 500

const queryOf = (
  { namespace, metricName, dimensions, statistic, periodSeconds }: MetricQuery,
  id: string,
): MetricDataQuery => ({
  Id: id,
  MetricStat: {
    Metric: {
      Namespace: namespace,
      MetricName: metricName,
      Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
    },
    Period: periodSeconds,
    Stat: statistic,
  },
})

const incomplete = (reason: string): Error =>
  raise(cloudWatchFaults, 'cloudwatch.answer-incomplete', { operation: 'GetMetricData', reason })

/** Adds a page's part of a series. */
const take = (
  series: readonly Map<number, number>[],
  { Id = '', StatusCode = 'Complete', Timestamps = [], Values = [] }: MetricDataResult,
  isLast: boolean,
): void => {
  const values = series[Number(Id.slice(1))]
  if (values === undefined) throw incomplete(`it names a query ${JSON.stringify(Id)} that was not asked`)
  if (StatusCode === 'InternalError' || StatusCode === 'Forbidden') throw incomplete(StatusCode)
  if (StatusCode === 'PartialData' && isLast) throw incomplete('its pages end before the data does')
  for (const [index, time] of Timestamps.entries()) values.set(time.getTime(), Values[index] ?? 0)
}

/** At most 500 queries, page by page to the end. */
const readChunk = async (
  { client, sdk }: CloudWatch,
  queries: readonly MetricQuery[],
  { startMs, endMs }: MetricSpan,
  { maxDatapoints, signal }: MetricPaging,
): Promise<readonly Map<number, number>[]> => {
  const series = queries.map(() => new Map<number, number>())
  const request = {
    MetricDataQueries: queries.map((query, index) => queryOf(query, `q${index}`)),
    StartTime: new Date(startMs),
    EndTime: new Date(endMs),
    ScanBy: 'TimestampAscending' as const,
    ...(maxDatapoints !== undefined && { MaxDatapoints: maxDatapoints }),
  }
  const tokens = new Set<string>()
  let NextToken: string | undefined
  do {
    const command = new sdk.GetMetricDataCommand({
      ...request,
      ...(NextToken !== undefined && { NextToken }),
    })
    const answer = await asking('GetMetricData', async () =>
      client.send(command, signal === undefined ? {} : { abortSignal: signal }),
    )
    NextToken = answer.NextToken
    for (const result of answer.MetricDataResults ?? []) take(series, result, NextToken === undefined)
    // The same page again and again would never end.
    if (NextToken !== undefined && tokens.has(NextToken)) throw incomplete('it repeats a page')
    if (NextToken !== undefined) tokens.add(NextToken)
  } while (NextToken !== undefined)
  return series
}

/**
 * Reads series of CloudWatch, however many and however long: 500 in a call, and pages up to the last.
 *
 * @returns by the key of each query
 * @throws PipelineError `cloudwatch.access-denied`, `cloudwatch.failed`, `cloudwatch.answer-incomplete`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
export const readMetrics = async (
  cloudWatch: CloudWatch,
  queries: readonly MetricQuery[],
  span: MetricSpan,
  paging: MetricPaging = {},
): Promise<ReadonlyMap<string, MetricValues>> => {
  const found = new Map<string, MetricValues>()
  for (const chunk of chunksOf(queries, maxQueries)) {
    const series = await readChunk(cloudWatch, chunk, span, paging)
    for (const [index, { key }] of chunk.entries()) found.set(key, series[index] ?? new Map())
  }
  return found
}
