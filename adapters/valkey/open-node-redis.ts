import type * as Library from '@redis/client'
import { exportsOf } from '../exports-of.ts'
import type { NodeRedisClient, NodeRedisCluster } from './client-shapes.ts'
import { connectClient } from './connect-client.ts'
import { loadCluster } from './load-cluster.ts'
import { timeLimit } from './time-limit.ts'
import type { OpenConnection } from './valkey-connection.ts'
import type { ValkeyTarget } from './valkey-target.ts'

/**
 * Nothing is queued while the server is away, and nobody reconnects behind our back: a lost connection is an error
 * now, and the next call opens another.
 */
const settingsOf = (target: ValkeyTarget) => {
  const { host, port, socketPath, tls, username, password, timeoutMs } = target
  const shared = { connectTimeout: timeoutMs, reconnectStrategy: false } as const
  const tcp = tls ? ({ ...shared, host, port, tls: true } as const) : { ...shared, host, port }
  return {
    tcp: {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      socket: tcp,
    },
    socket: socketPath === undefined ? tcp : ({ ...shared, path: socketPath, tls: false } as const),
  }
}

/** The library, loaded when it is first asked for. */
export const loadNodeRedis = async (): Promise<Pick<typeof Library, 'RedisClient'>> =>
  exportsOf(await import('@redis/client'))

const ignore = (): void => undefined

/**
 * The library's own limit ends with the handshake of TCP: a server that then says nothing would hold the call, and
 * its socket after it. A cluster is asked for its nodes on a connection that only its own timeout can end.
 */
const clientOf = async (target: ValkeyTarget) => {
  const { tcp, socket } = settingsOf(target)
  if (!target.isCluster) {
    // `createClient` would give it a method for each of four hundred commands, which takes as long as loading the library.
    const { RedisClient } = await loadNodeRedis()
    return new RedisClient({ RESP: 2, ...tcp, socket, database: target.database, disableOfflineQueue: true })
  }
  const { createCluster } = await loadCluster()
  const root = { ...tcp, socket: { ...tcp.socket, socketTimeout: target.timeoutMs } }
  return createCluster({ RESP: 2, rootNodes: [root], defaults: { ...tcp, disableOfflineQueue: true } })
}

/** What connecting needs of either client. */
interface Client {
  readonly connect: () => Promise<unknown>
  readonly destroy: () => void
}

/**
 * Connects, or gives up at the limit. The library ends a socket that stands; one that is still connecting it would let
 * stand afterwards, and never say so.
 */
const connectWithin = async (
  limit: AbortSignal,
  { timeoutMs }: ValkeyTarget,
  client: Client,
): Promise<void> => {
  const over = Promise.withResolvers<never>()
  const giveUp = (): void => {
    over.reject(new Error(`no answer within ${timeoutMs} ms`))
  }
  limit.addEventListener('abort', giveUp)
  const connecting = client.connect()
  try {
    await Promise.race([connecting, over.promise])
  } catch (error) {
    destroy(client)
    connecting.then(() => destroy(client), ignore)
    throw error
  }
}

/** Connects with `@redis/client`. Rejects when the server cannot be reached or refuses the credentials. */
export const openNodeRedis = async (target: ValkeyTarget): Promise<OpenConnection> => {
  const client = await clientOf(target)
  // Without a listener an error event ends the process; commands in flight are rejected besides.
  client.on('error', ignore)
  await connectWithin(timeLimit(target.timeoutMs), target, client)
  return {
    ...(await connectClient(client as unknown as NodeRedisClient | NodeRedisCluster)),
    destroy: () => {
      destroy(client)
    },
  }
}

const destroy = (client: { readonly destroy: () => void }): void => {
  try {
    client.destroy()
  } catch {
    // It was closed already.
  }
}
