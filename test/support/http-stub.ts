import type { IncomingHttpHeaders } from 'node:http'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'

/** A request that a stub was asked. */
export interface StubRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** What a stub says: JSON unless it is text; nothing at all with `hangs`, and `drops` closes the connection. */
export interface StubAnswer {
  readonly status?: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly hangs?: boolean
  readonly drops?: boolean
}

/** A server of the test's own, gone when the test is over. */
export interface HttpStub {
  readonly url: string
  readonly requests: readonly StubRequest[]
  /** How many connections were made. */
  readonly connections: () => number
}

/** Listens on loopback and answers as told. */
export const httpStub = async (answer: (request: StubRequest) => StubAnswer): Promise<HttpStub> => {
  const requests: StubRequest[] = []
  const server = createServer((incoming, outgoing) => {
    void text(incoming).then(body => {
      const { method = '', url: path = '', headers } = incoming
      const request = { method, path, headers, body }
      requests.push(request)
      const {
        status = 200,
        body: content = '',
        headers: more = {},
        hangs = false,
        drops = false,
      } = answer(request)
      if (drops) incoming.socket.destroy()
      if (hangs || drops) return
      const isText = typeof content === 'string'
      outgoing.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...more })
      outgoing.end(isText ? content : JSON.stringify(content))
    })
  })
  let connections = 0
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { url: `http://127.0.0.1:${port}`, requests, connections: () => connections }
}
