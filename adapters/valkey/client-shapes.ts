import { raise } from '../../core/errors/pipeline-error.ts'
import { cacheFaults } from './faults.ts'
import type { RawClient } from './valkey-connection.ts'

/** What clients say of their settings, as far as it is read. */
interface Settings {
  readonly keyPrefix?: unknown
  readonly redisOptions?: { readonly keyPrefix?: unknown }
}

interface Told {
  readonly options?: unknown
  /** Of `@redis/client`: of a client, a pool, a cluster and a sentinel. */
  readonly _keyPrefix?: unknown
}

/** A client or a pool of `@redis/client`, as far as it is used. */
export interface NodeRedisClient extends Told {
  /** Sends a command, by its words. */
  readonly sendCommand: (args: string[]) => Promise<unknown>
}

/** A cluster of `@redis/client`, as far as it is used. */
export interface NodeRedisCluster<Node = unknown> extends Told {
  /** Sends a command to the node of a key. */
  readonly sendCommand: (
    firstKey: string | undefined,
    isReadonly: boolean,
    args: string[],
  ) => Promise<unknown>
  /** Nodes that are written to. */
  readonly masters: readonly Node[]
  /** The client of a node. */
  readonly nodeClient: (node: Node) => Promise<NodeRedisClient> | NodeRedisClient
}

/** A sentinel of `@redis/client`, as far as it is used. */
export interface NodeRedisSentinel extends Told {
  /** Sends a command, by its words. */
  readonly sendCommand: (isReadonly: boolean, args: string[]) => Promise<unknown>
  /** By which it is told from other clients. */
  readonly getSentinelNode: () => unknown
}

/** A client or cluster of ioredis or iovalkey, as far as it is used. */
export interface IoredisClient extends Told {
  /** Sends a command. */
  readonly call: (command: string, ...args: string[]) => Promise<unknown>
  /** Clusters have it. */
  readonly nodes?: (role: 'master') => readonly IoredisClient[]
}

/** Any client that the cache can work with. */
export type ValkeyClient = NodeRedisClient | NodeRedisCluster | NodeRedisSentinel | IoredisClient

const prefixText = (found: unknown): string => {
  if (found === undefined || found === null) return ''
  if (typeof found === 'string') return found
  if (found instanceof Uint8Array) {
    const text = Buffer.from(found).toString()
    if (Buffer.from(text).equals(found)) return text
  }
  throw raise(cacheFaults, 'cache.prefix-unknown', { problem: 'its keyPrefix is no text' })
}

/** What a client says of its prefix; nothing where it says nothing of its settings at all, as a wrapper may. */
const prefixOf = (client: ValkeyClient): string | undefined => {
  if ('_keyPrefix' in client) return prefixText(client._keyPrefix)
  const { options } = client
  if (typeof options !== 'object' || options === null) return undefined
  const { keyPrefix, redisOptions } = options as Settings
  return prefixText(keyPrefix ?? redisOptions?.keyPrefix)
}

/** iovalkey puts its prefix before the keys of commands only when their names are written small. */
const callTo =
  (client: IoredisClient) =>
  ([command = '', ...args]: readonly string[]): unknown =>
    client.call(command.toLowerCase(), ...args)

const ofIoredis = (client: IoredisClient): Omit<RawClient, 'prefix'> => ({
  isCluster: client.nodes !== undefined,
  isPrefixing: true,
  send: (_, args) => callTo(client)(args),
  nodes: async () => Promise.resolve((client.nodes?.('master') ?? [client]).map(callTo)),
})

const ofNodeRedisCluster = (cluster: NodeRedisCluster): Omit<RawClient, 'prefix'> => ({
  isCluster: true,
  isPrefixing: false,
  send: (key, args) => cluster.sendCommand(key, false, [...args]),
  nodes: async () => {
    const clients = await Promise.all(cluster.masters.map(async node => cluster.nodeClient(node)))
    return clients.map(client => (args: readonly string[]) => client.sendCommand([...args]))
  },
})

const ofOne = (send: (args: string[]) => unknown): Omit<RawClient, 'prefix'> => ({
  isCluster: false,
  isPrefixing: false,
  send: (_, args) => send([...args]),
  nodes: async () => Promise.resolve([args => send([...args])]),
})

const shapeOf = (client: ValkeyClient): Omit<RawClient, 'prefix'> => {
  if ('call' in client) return ofIoredis(client)
  if ('nodeClient' in client) return ofNodeRedisCluster(client)
  if ('getSentinelNode' in client) return ofOne(async args => client.sendCommand(false, args))
  return ofOne(args => client.sendCommand(args))
}

/**
 * The raw way to send commands by this client.
 *
 * @throws PipelineError `cache.client-unsupported`, `cache.prefix-unknown`
 */
export const rawClient = (client: ValkeyClient): RawClient => {
  const given: unknown = client
  const isKnown = typeof given === 'object' && given !== null && ('call' in given || 'sendCommand' in given)
  if (!isKnown)
    throw raise(cacheFaults, 'cache.client-unsupported', { problem: 'it has neither call nor sendCommand' })
  if ('internal_send_command' in given)
    throw raise(cacheFaults, 'cache.client-unsupported', {
      problem: 'it is of redis 3 or older, which answers to callbacks',
    })
  return { ...shapeOf(client), prefix: prefixOf(client) }
}
