import type { AddressInfo, Socket } from 'node:net'
import { createServer } from 'node:net'
import type { FakeRedis } from './fake-redis.ts'
import { fakeRedis } from './fake-redis.ts'

/** A server that real clients connect to: it speaks RESP, version 2 and 3, over what {@link fakeRedis} knows. */
export interface RespServer {
  readonly port: number
  /** The entries and commands of a database, from 0. */
  readonly database: (index: number) => FakeRedis
  /** Answers every command that names a key with this error until it is taken away. */
  readonly refuse: (error: string | undefined) => void
  /** Every command that came, by all connections. */
  readonly heard: readonly (readonly string[])[]
  readonly stop: () => Promise<void>
}

/** Reads the commands that are whole; what is left waits for more. */
const commandsIn = (
  text: string,
): { readonly commands: readonly (readonly string[])[]; readonly rest: string } => {
  const commands: string[][] = []
  let at = 0
  const line = (): string | undefined => {
    const end = text.indexOf('\r\n', at)
    if (end < 0) return undefined
    const found = text.slice(at, end)
    at = end + 2
    return found
  }
  for (;;) {
    const start = at
    const count = Number(line()?.slice(1))
    const args: string[] = []
    for (let index = 0; index < count; index += 1) {
      const length = Number(line()?.slice(1))
      if (Number.isNaN(length) || at + length + 2 > text.length) break
      args.push(text.slice(at, at + length))
      at += length + 2
    }
    if (Number.isNaN(count) || args.length < count) return { commands, rest: text.slice(start) }
    commands.push(args)
  }
}

const encoded = (reply: unknown, version: number): string => {
  if (reply === null) return version === 3 ? '_\r\n' : '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (reply instanceof Error) return `-${reply.message}\r\n`
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map(each => encoded(each, version)).join('')}`
  const text = typeof reply === 'string' ? reply : JSON.stringify(reply)
  return text === 'OK' ? '+OK\r\n' : `$${Buffer.byteLength(text, 'latin1')}\r\n${text}\r\n`
}

const hello = (version: number): string => {
  const told = [
    'server',
    'redis',
    'version',
    '7.0.0',
    'proto',
    version,
    'mode',
    'standalone',
    'role',
    'master',
  ]
  const text = told.map(each => encoded(each, version)).join('')
  return version === 3 ? `%${told.length / 2}\r\n${text}` : `*${told.length}\r\n${text}`
}

const orThrown = (run: () => unknown): unknown => {
  try {
    return run()
  } catch (error) {
    return error
  }
}

/** Starts it on a free port of loopback. */
export const respServer = async (): Promise<RespServer> => {
  const databases = new Map<number, FakeRedis>()
  let refusal: string | undefined
  const sockets = new Set<Socket>()
  const heard: (readonly string[])[] = []
  let port = 0
  const database = (index: number): FakeRedis => {
    const found = databases.get(index) ?? fakeRedis()
    databases.set(index, found)
    return found
  }
  const serve = (socket: Socket): void => {
    let version = 2
    let current = 0
    let waiting = ''
    const answer = (args: readonly string[]): string => {
      const [name = '', first = ''] = args
      const command = name.toUpperCase()
      heard.push(args)
      if (command === 'CLUSTER') return encoded([[0, 16_383, ['127.0.0.1', port, 'one']]], version)
      if (command === 'HELLO') return hello((version = Number(first || version)))
      if (command === 'SELECT') current = Number(first)
      if (command === 'INFO') return encoded('redis_version:7.0.0\r\nloading:0\r\n', version)
      if (['SELECT', 'AUTH', 'CLIENT', 'READONLY', 'QUIT', 'PING'].includes(command)) return '+OK\r\n'
      if (refusal !== undefined) return `-${refusal}\r\n`
      return encoded(
        orThrown(() => database(current).run(args)),
        version,
      )
    }
    socket.setEncoding('latin1').on('error', () => undefined)
    socket.on('data', (chunk: string) => {
      const { commands, rest } = commandsIn(waiting + chunk)
      waiting = rest
      socket.write(commands.map(answer).join(''), 'latin1')
    })
  }
  const server = createServer(socket => {
    sockets.add(socket)
    serve(socket)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as AddressInfo).port
  return {
    port,
    heard,
    database,
    refuse: error => {
      refusal = error
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
    },
  }
}
