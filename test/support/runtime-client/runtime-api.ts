import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** How an invocation, or the start before it, ended. */
export interface RuntimeAnswer {
  readonly type: 'response' | 'error' | 'init-error'
  readonly body: unknown
}

/** A Lambda runtime API on loopback that gives one event and takes one answer. */
export interface RuntimeApi {
  /** As `AWS_LAMBDA_RUNTIME_API` has it. */
  readonly address: string
  readonly answered: Promise<RuntimeAnswer>
  readonly close: () => void
}

const requestId = '8476a536-e9f4-11e8-9739-2dfe598c3fcd'

/** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export const startRuntimeApi = async (event: unknown): Promise<RuntimeApi> => {
  const { promise: answered, resolve } = Promise.withResolvers<RuntimeAnswer>()
  let isGiven = false
  const take = async (url: string, request: AsyncIterable<Uint8Array>): Promise<void> => {
    const body = await json(request as Parameters<typeof json>[0])
    const type = url.endsWith('/init/error') ? 'init-error' : url.endsWith('/error') ? 'error' : 'response'
    resolve({ type, body })
  }
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    if (!url.endsWith('/invocation/next')) {
      void take(url, request).finally(() => response.writeHead(202).end())
      return
    }
    // Who asks again waits until it is stopped.
    if (isGiven) return
    isGiven = true
    response.writeHead(200, {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': requestId,
      'Lambda-Runtime-Deadline-Ms': String(Date.now() + 30_000),
      'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-central-1:111122223333:function:bundled',
    })
    response.end(JSON.stringify(event))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    answered,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
