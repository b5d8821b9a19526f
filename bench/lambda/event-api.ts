import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** A Lambda runtime API on loopback that gives one event after the other and times the answers. */
export interface EventApi {
  readonly address: string
  /** Fulfilled when the runtime asks for its first event. */
  readonly started: Promise<void>
  /** Gives an event and waits for the answer. */
  readonly invoke: (event: string) => Promise<{ readonly ms: number; readonly answer: unknown }>
  readonly close: () => void
}

type Waiting = (event: string) => void

/** The longest that Lambda lets a function run. */
const limitMs = 900_000

/** @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export const startEventApi = async (): Promise<EventApi> => {
  const first = Promise.withResolvers<void>()
  let asked = Promise.withResolvers<Waiting>()
  let answered = Promise.withResolvers<unknown>()
  const server = createServer((request, response) => {
    const url = request.url ?? ''
    if (!url.endsWith('/invocation/next')) {
      void json(request).then(body => {
        response.writeHead(202).end()
        if (url.endsWith('/response')) answered.resolve(body)
        else answered.reject(new Error(JSON.stringify(body)))
      })
      return
    }
    first.resolve()
    asked.resolve(event => {
      response.writeHead(200, {
        'Content-Type': 'application/json',
        'Lambda-Runtime-Aws-Request-Id': crypto.randomUUID(),
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + limitMs),
        'Lambda-Runtime-Invoked-Function-Arn': 'arn:aws:lambda:eu-central-1:111122223333:function:bench',
      })
      response.end(event)
    })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  return {
    address: `127.0.0.1:${port}`,
    started: first.promise,
    invoke: async event => {
      const give = await asked.promise
      asked = Promise.withResolvers()
      answered = Promise.withResolvers()
      const startedAt = performance.now()
      give(event)
      const answer = await answered.promise
      return { ms: performance.now() - startedAt, answer }
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
