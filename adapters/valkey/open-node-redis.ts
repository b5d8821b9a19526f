import { createClient, createCluster } from '@redis/client'
import type { OpenConnection } from './valkey-connection.ts'
import { valkeyConnection } from './valkey-connection.ts'
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

const ignore = (): void => undefined

/** Connects with `@redis/client`. Rejects when the server cannot be reached or refuses the credentials. */
export const openNodeRedis = async (target: ValkeyTarget): Promise<OpenConnection> => {
  const { tcp, socket } = settingsOf(target)
  const client = target.isCluster
    ? createCluster({ RESP: 2, rootNodes: [tcp], defaults: { ...tcp, disableOfflineQueue: true } })
    : createClient({ RESP: 2, ...tcp, socket, database: target.database, disableOfflineQueue: true })
  // Without a listener an error event ends the process; commands in flight are rejected besides.
  client.on('error', ignore)
  try {
    await client.connect()
  } catch (error) {
    destroy(client)
    throw error
  }
  return {
    ...valkeyConnection(client as unknown as Parameters<typeof valkeyConnection>[0]),
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
