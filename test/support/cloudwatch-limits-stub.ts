import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'

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

/** An answer to any other operation; `undefined` is an unknown one. */
export type OtherAnswer = (operation: string, input: Readonly<Record<string, unknown>>) => object | undefined

/** CloudWatch's limits and DynamoDB's descriptions over HTTP, on a free port of loopback. */
export interface CloudWatchStub {
  readonly env: Readonly<Record<string, string>>
  /** Operations, in order. */
  readonly operations: readonly string[]
  /** Points of each answer of GetMetricData, in order. */
  readonly pointsPerAnswer: readonly number[]
}

interface MetricRequest {
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

/** An error as the JSON protocol has it. */
export class RefusedCall extends Error {
  readonly type: string
  readonly status: number

  constructor(type: string, message: string, status = 400) {
    super(message)
    this.type = type
    this.status = status
  }
}

const maxPoints = 100_800
const maxQueries = 500
const dayMs = 86_400_000

/** Points of a minute are kept 15 days, those of five minutes 63: an older time has none. */
const keptFrom = (period: number, nowMs: number): number =>
  nowMs - (period < 300 ? 15 : period < 3_600 ? 63 : 455) * dayMs

const checkRequest = ({ MetricDataQueries: queries, MaxDatapoints = maxPoints }: MetricRequest): void => {
  if (queries.length > maxQueries)
    throw new RefusedCall(
      'ValidationError',
      `The collection MetricDataQueries must not have a size greater than ${maxQueries}.`,
    )
  if (MaxDatapoints > maxPoints || MaxDatapoints < 1)
    throw new RefusedCall('ValidationError', `MaxDatapoints must be at most ${maxPoints}.`)
  if (
    new Set(queries.map(({ Id }) => Id)).size !== queries.length ||
    queries.some(({ Id }) => !/^[a-z]\w*$/.test(Id))
  )
    throw new RefusedCall(
      'ValidationError',
      'The values for parameter id in MetricDataQueries are not unique.',
    )
}

const getMetricData = (request: MetricRequest, at: MetricAt, nowMs: number) => {
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

/**
 * Starts a stub that refuses what CloudWatch refuses (more than 500 queries or 100,800 points a call), and pages by
 * token as it does.
 */
export const cloudWatchStub = async (
  nowMs: number,
  at: MetricAt,
  other: OtherAnswer = () => undefined,
): Promise<CloudWatchStub> => {
  const operations: string[] = []
  const pointsPerAnswer: number[] = []
  const answer = (operation: string, input: Readonly<Record<string, unknown>>): object => {
    if (operation === 'GetMetricData') {
      const { points, body } = getMetricData(input as unknown as MetricRequest, at, nowMs)
      pointsPerAnswer.push(points)
      return body
    }
    const found = other(operation, input)
    if (found !== undefined) return found
    throw new RefusedCall('UnknownOperationException', `${operation} is not known here`)
  }
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const raw = Buffer.concat(chunks)
      const body = (incoming.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString()
      const operation = String(incoming.headers['x-amz-target']).split('.').at(-1) ?? ''
      operations.push(operation)
      const headers = { 'content-type': 'application/x-amz-json-1.0' }
      try {
        const said = JSON.stringify(answer(operation, JSON.parse(body) as Readonly<Record<string, unknown>>))
        response.writeHead(200, headers).end(said)
      } catch (error) {
        const { type, status, message } =
          error instanceof RefusedCall ? error : new RefusedCall('InternalFailure', String(error), 400)
        response.writeHead(status, headers).end(JSON.stringify({ __type: type, message }))
      }
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const { port } = server.address() as AddressInfo
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    operations,
    pointsPerAnswer,
  }
}
