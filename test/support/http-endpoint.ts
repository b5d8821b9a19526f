import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'

/** A call of DynamoDB's JSON protocol. */
export interface Call {
  readonly operation: string
  readonly body: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>
}

/** What is answered; `drop` closes the connection instead, so that the answer is lost. */
export type DynamoDBAnswer =
  | {
      readonly status?: number
      readonly body?: unknown
      /** What is answered as it is, in place of a body as JSON. */
      readonly text?: string
      readonly headers?: Readonly<Record<string, string>>
    }
  | 'drop'

/** A server that speaks DynamoDB's protocol, and a client of it. */
export interface HttpEndpoint {
  readonly endpoint: string
  readonly client: DynamoDBClient
  readonly calls: readonly Call[]
  readonly stop: () => Promise<void>
}

/** An error as DynamoDB answers it. */
export const refusal = (type: string, rest: object = {}): DynamoDBAnswer => ({
  status: type === 'InternalServerError' ? 500 : 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: type, ...rest },
})

/** Starts a server on a free port of this machine that answers every call by `answer`. */
export const httpEndpoint = async (
  answer: (call: Call, number: number) => DynamoDBAnswer | Promise<DynamoDBAnswer>,
): Promise<HttpEndpoint> => {
  const calls: Call[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const asked = request.headers as Record<string, string>
      const operation = asked['x-amz-target']?.split('.').at(-1) ?? ''
      const body = JSON.parse(Buffer.concat(chunks).toString()) as Call['body']
      const call = { operation, body, headers: asked }
      calls.push(call)
      void Promise.resolve(answer(call, calls.length)).then(given => {
        if (given === 'drop') {
          request.socket.destroy()
          return
        }
        const headers = { 'content-type': 'application/x-amz-json-1.0', ...given.headers }
        response.writeHead(given.status ?? 200, headers)
        response.end(given.text ?? JSON.stringify(given.body))
      })
    })
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const client = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'tailrace', secretAccessKey: 'local' },
    maxAttempts: 5,
  })
  return {
    endpoint,
    client,
    calls,
    stop: async () => {
      client.destroy()
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
    },
  }
}

/** Passes a call on to a real engine and returns its answer. */
export const passedOn = async (engine: string, { body, headers }: Call): Promise<DynamoDBAnswer> => {
  const { 'content-length': _, host: __, connection: ___, ...rest } = headers
  const response = await fetch(engine, { method: 'POST', headers: rest, body: JSON.stringify(body) })
  return { status: response.status, body: await response.json() }
}
