import type { Server, Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import type { IncomingMessage } from 'node:http'
import { createServer as createHttpServer, request } from 'node:http'

/** A proxy in front of an engine, with which a test gets in the way. */
export interface FaultyProxy {
  readonly port: number
  /** Refuses connections, and cuts those that are open. */
  readonly down: () => Promise<void>
  readonly up: () => Promise<void>
  readonly close: () => Promise<void>
}

/** What an HTTP proxy does with a request before it passes it on, if it does. */
export interface Interference {
  readonly delayMs?: number
  /** Answers with this status in place of the engine. */
  readonly status?: number
}

interface Listening {
  readonly server: Server
  readonly sockets: Set<Socket>
}

const listening = async (server: Server, port: number): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })

const proxyOf = async (make: () => Server): Promise<FaultyProxy> => {
  const open = (): Listening => {
    const server = make()
    const sockets = new Set<Socket>()
    server.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
    })
    return { server, sockets }
  }
  let now: Listening | undefined = open()
  const port = await listening(now.server, 0)
  const down = async (): Promise<void> => {
    const before = now
    now = undefined
    if (before === undefined) return
    const closed = new Promise<void>(resolve => before.server.close(() => resolve()))
    for (const socket of before.sockets) socket.destroy()
    await closed
  }
  return {
    port,
    down,
    close: down,
    up: async () => {
      now ??= open()
      await listening(now.server, port)
    },
  }
}

/** Passes bytes on, unread; for Redis. */
export const tcpProxy = async (targetPort: number, delayMs: () => number = () => 0): Promise<FaultyProxy> =>
  proxyOf(() =>
    createServer(socket => {
      const target = connect(targetPort, '127.0.0.1')
      socket.on('data', data => {
        setTimeout(() => target.write(data), delayMs())
      })
      target.pipe(socket)
      socket.on('error', () => target.destroy())
      target.on('error', () => socket.destroy())
      socket.on('close', () => target.destroy())
    }),
  )

/** Passes requests on, and answers some itself; for OpenSearch. */
export const httpProxy = async (
  targetPort: number,
  interfere: (incoming: IncomingMessage) => Interference | undefined,
): Promise<FaultyProxy> =>
  proxyOf(() =>
    createHttpServer((incoming, outgoing) => {
      const { delayMs = 0, status } = interfere(incoming) ?? {}
      const pass = (): void => {
        const { method, url: path, headers } = incoming
        const onward = request({ host: '127.0.0.1', port: targetPort, method, path, headers }, answer => {
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
          answer.pipe(outgoing)
        })
        onward.on('error', () => outgoing.destroy())
        incoming.pipe(onward)
      }
      const refuse = (code: number): void => {
        incoming.resume()
        outgoing.writeHead(code, { 'content-type': 'application/json' })
        outgoing.end(
          JSON.stringify({ error: { type: 'of_the_proxy', reason: `status ${code}` }, status: code }),
        )
      }
      setTimeout(() => {
        if (status === undefined) pass()
        else refuse(status)
      }, delayMs)
    }),
  )
