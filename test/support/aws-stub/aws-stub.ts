import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll } from 'vitest'
import { eventBridgeStub } from './eventbridge-stub.ts'
import { s3Stub } from './s3-stub.ts'
import { snsStub } from './sns-stub.ts'
import { sqsStub } from './sqs-stub.ts'
import type { ServiceAnswer, ServiceRequest } from './stub-http.ts'

/** A fault in the place of an answer; `hang` never answers, `cut` closes the connection. */
export type StubFault = ServiceAnswer | 'hang' | 'cut'

/** S3, SQS, SNS and EventBridge as far as the adapters go, over HTTP on a free port of loopback. */
export interface AwsStub {
  readonly endpoint: () => string
  readonly s3: ReturnType<typeof s3Stub>
  readonly sqs: ReturnType<typeof sqsStub>
  readonly sns: ReturnType<typeof snsStub>
  readonly eventBridge: ReturnType<typeof eventBridgeStub>
  /** Every request of the test, in order: the operation, or method and path for S3. */
  readonly requests: string[]
  /** Answers so many requests with a fault, before any service sees them. */
  readonly failNext: (fault: StubFault, times?: number) => void
}

const read = async (request: IncomingMessage): Promise<ServiceRequest> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const { method = '', headers } = request
  return {
    method,
    headers,
    url: new URL(request.url ?? '/', 'http://stub'),
    body: Buffer.concat(parts).toString(),
  }
}

const targetOf = ({ headers, method, url, body }: ServiceRequest): string => {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true
  return isForm ? `SNS.${new URLSearchParams(body).get('Action')}` : `${method} ${url.pathname}`
}

const answerWith = (response: ServerResponse, { status, body = '', headers = {} }: ServiceAnswer): void => {
  response.writeHead(status, { 'x-amzn-requestid': 'stub', ...headers })
  response.end(body)
}

/** Starts before the tests of a file and stops after them. */
export const awsStub = (): AwsStub => {
  const [s3, sqs, sns, eventBridge] = [s3Stub(), sqsStub(), snsStub(), eventBridgeStub()]
  const requests: string[] = []
  const faults: StubFault[] = []
  const serve = (request: ServiceRequest, target: string): ServiceAnswer => {
    if (target.startsWith('AmazonSQS.')) return sqs.serve(target.slice(10), request)
    if (target.startsWith('SNS.')) return sns.serve(request)
    if (target.startsWith('AWSEvents.')) return eventBridge.serve(target.slice(10), request)
    return s3.serve(request)
  }
  const server = createServer((incoming, response) => {
    void read(incoming).then(request => {
      const target = targetOf(request)
      requests.push(target)
      const fault = faults.shift()
      if (fault === 'hang') return
      if (fault === 'cut') incoming.socket.destroy()
      else answerWith(response, fault ?? serve(request, target))
    })
  })
  beforeAll(
    async () =>
      new Promise<void>(resolve => {
        server.listen(0, '127.0.0.1', resolve)
      }),
  )
  afterAll(
    async () =>
      new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  )
  afterEach(() => {
    requests.length = 0
    faults.length = 0
    for (const service of [sqs, sns, eventBridge]) service.refuseNothing()
  })
  return {
    endpoint: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    s3,
    sqs,
    sns,
    eventBridge,
    requests,
    failNext: (fault, times = 1) => faults.push(...Array.from({ length: times }, () => fault)),
  }
}
