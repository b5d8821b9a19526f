import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'
import { onTestFinished } from 'vitest'
import type { MetricAt, MetricRequest } from './aws-stub/metric-data.ts'
import { getMetricData } from './aws-stub/metric-data.ts'
import { StubRefusal } from './aws-stub/stub-refusal.ts'

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
    throw new StubRefusal('UnknownOperationException', `${operation} is not known here`)
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
        const {
          name: type,
          status,
          message,
        } = error instanceof StubRefusal ? error : new StubRefusal('InternalFailure', String(error), 400)
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
