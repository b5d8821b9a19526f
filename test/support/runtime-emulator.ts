import type { Server, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'

/** How a request is answered: the event in, status, headers and body out; `undefined` breaks the connection. */
export type EmulatorAnswer = (
  event: unknown,
) =>
  | { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly body: string }
  | undefined

const send = (response: ServerResponse, answer: ReturnType<EmulatorAnswer>): void => {
  if (answer === undefined) {
    response.destroy()
    return
  }
  response.writeHead(answer.status ?? 200, { 'content-type': 'application/json', ...answer.headers })
  response.end(answer.body)
}

/** A server on a free port that answers invocations under `path`; ended with the test file. */
export const runtimeEmulators = (): ((path: RegExp, answer: EmulatorAnswer) => Promise<string>) => {
  const servers: Server[] = []
  afterAll(async () => {
    await Promise.all(
      servers.map(
        async server =>
          new Promise<void>(resolve => {
            server.closeAllConnections()
            server.close(() => resolve())
          }),
      ),
    )
  })
  return async (path, answer) => {
    const server = createServer((request, response) => {
      const parts: Buffer[] = []
      request.on('data', (part: Buffer) => parts.push(part))
      request.on('end', () => {
        const isKnown = request.method === 'POST' && path.test(request.url ?? '')
        if (!isKnown) send(response, { status: 404, body: 'no such function' })
        else send(response, answer(JSON.parse(Buffer.concat(parts).toString())))
      })
    })
    servers.push(server)
    await new Promise<void>(resolve => {
      server.listen(0, '127.0.0.1', resolve)
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }
}

/** Runs a handler as the runtime interface emulator does: an error is a body like any other. */
export const emulated =
  (handler: (event: never) => unknown): EmulatorAnswer =>
  event => {
    try {
      const answer = handler(event as never)
      return { body: answer === undefined ? '' : JSON.stringify(answer) }
    } catch (error) {
      const { name, message } = error as Error
      return { body: JSON.stringify({ errorType: name, errorMessage: message, stackTrace: [] }) }
    }
  }
