import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll } from 'vitest'
import { cloudWatchAnswers } from './cloudwatch-answers.ts'
import { dynamoDbAnswers } from './dynamodb-answers.ts'
import { ec2Answer, ec2Operations, ec2Refusal } from './ec2-answers.ts'
import { simulateAnswer } from './iam-answers.ts'
import { lambdaAnswers } from './lambda-answers.ts'
import { pipesAnswers } from './pipes-answers.ts'
import type { StubAccount } from './stub-account.ts'
import { StubRefusal } from './stub-refusal.ts'
import type { ServiceAnswer, ServiceRequest } from './stub-http.ts'

const read = async (request: IncomingMessage): Promise<ServiceRequest> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const { method = '', headers } = request
  const url = new URL(request.url ?? '/', 'http://stub')
  return { method, headers, url, body: Buffer.concat(parts).toString() }
}

const operationOf = ({ headers, method, url, body }: ServiceRequest): string => {
  const target = headers['x-amz-target']
  if (typeof target === 'string') return target.split('.')[1] ?? target
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true)
    return new URLSearchParams(body).get('Action') ?? ''
  return `${method} ${url.pathname.replace(/\/functions\/[^/]+\//, '/functions/NAME/')}`
}

const json = (status: number, value: unknown, headers: Record<string, string> = {}): ServiceAnswer => ({
  status,
  body: JSON.stringify(value),
  headers: { 'content-type': 'application/x-amz-json-1.0', ...headers },
})

const refusal = ({ status, type, message }: StubAccount['refused'][string], isXml: boolean): ServiceAnswer =>
  isXml
    ? {
        status,
        headers: { 'content-type': 'text/xml' },
        body: `<ErrorResponse><Error><Type>Sender</Type><Code>${type}</Code><Message>${message}</Message></Error></ErrorResponse>`,
      }
    : json(status, { __type: `com.amazon.stub#${type}`, message }, { 'x-amzn-errortype': type })

const answer = (account: StubAccount, request: ServiceRequest, operation: string): ServiceAnswer => {
  const isEc2 = ec2Operations.includes(operation)
  const isXml = operation === 'SimulatePrincipalPolicy' || isEc2
  const refused = account.refused[operation]
  if (refused !== undefined) return isEc2 ? ec2Refusal(refused) : refusal(refused, isXml)
  if (request.headers['authorization']?.startsWith('AWS4-HMAC-SHA256 Credential=') !== true)
    return refusal({ status: 403, type: 'MissingAuthenticationToken', message: 'not signed' }, isXml)
  try {
    if (isEc2) return ec2Answer(account, new URLSearchParams(request.body))
    if (isXml) return simulateAnswer(account, new URLSearchParams(request.body))
    if (operation === 'GET /v1/pipes') return json(200, pipesAnswers(account, request))
    if (operation.includes(' ')) return json(200, lambdaAnswers(account, request, operation))
    const input = JSON.parse(request.body) as Record<string, unknown>
    const found = dynamoDbAnswers(account, operation, input) ?? cloudWatchAnswers(account, operation, input)
    if (found !== undefined) return json(200, found)
    return refusal({ status: 400, type: 'UnknownOperationException', message: operation }, false)
  } catch (error) {
    if (!(error instanceof StubRefusal)) throw error
    return refusal({ status: error.status, type: error.name, message: error.message }, isXml)
  }
}

const send = (
  response: ServerResponse,
  { status, body = '', headers = {} }: ServiceAnswer,
  date: Date,
): void => {
  response.writeHead(status, { 'x-amzn-requestid': 'stub', date: date.toUTCString(), ...headers })
  response.end(body)
}

/**
 * DynamoDB, Lambda, CloudWatch, IAM, EventBridge Pipes and Application Auto Scaling as far as a doctor asks them, over HTTP on a free port
 * of loopback, in the form in which each of them speaks. An account is taken for each request, so a test may change it.
 */
export const deploymentStub = (account: () => StubAccount) => {
  const requests: string[] = []
  const server = createServer((incoming, response) => {
    void read(incoming).then(request => {
      const operation = operationOf(request)
      requests.push(operation)
      const now = account()
      send(response, answer(now, request, operation), new Date(Date.now() + now.dateShiftMs))
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
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  )
  return { endpoint: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests }
}
