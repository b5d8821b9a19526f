/** Sends one command and gives its reply. */
export type Send = (args: readonly string[]) => Promise<unknown>

/** What the cache needs of a client, whichever library it is of. */
export interface ValkeyConnection {
  readonly isCluster: boolean
  /** Sends a command to the node that holds `key`. */
  readonly send: (key: string, args: readonly string[]) => Promise<unknown>
  /** Every node that holds keys, to be asked one by one. */
  readonly nodes: () => Promise<readonly Send[]>
}

/** A connection that can be given up. */
export interface OpenConnection extends ValkeyConnection {
  readonly destroy: () => void
}

/** A client of `@redis/client`, as far as it is used. */
export interface NodeRedisClient {
  readonly sendCommand: (args: string[]) => Promise<unknown>
}

/** A cluster of `@redis/client`, as far as it is used. */
export interface NodeRedisCluster<Node = unknown> {
  readonly sendCommand: (
    firstKey: string | undefined,
    isReadonly: boolean,
    args: string[],
  ) => Promise<unknown>
  readonly masters: readonly Node[]
  readonly nodeClient: (node: Node) => Promise<NodeRedisClient> | NodeRedisClient
}

/** A client or cluster of ioredis or iovalkey, as far as it is used. */
export interface IoredisClient {
  readonly call: (command: string, ...args: string[]) => Promise<unknown>
  /** Clusters have it. */
  readonly nodes?: (role: 'master') => readonly IoredisClient[]
}

/** Any client that the cache can work with. */
export type ValkeyClient = NodeRedisClient | NodeRedisCluster | IoredisClient

const ofIoredis = (client: IoredisClient): ValkeyConnection => {
  const sendTo =
    (each: IoredisClient): Send =>
    async ([command = '', ...args]) =>
      each.call(command, ...args)
  const { nodes } = client
  return {
    isCluster: nodes !== undefined,
    send: async (_, args) => sendTo(client)(args),
    nodes: async () => Promise.resolve((client.nodes?.('master') ?? [client]).map(sendTo)),
  }
}

const ofNodeRedisCluster = (cluster: NodeRedisCluster): ValkeyConnection => ({
  isCluster: true,
  send: async (key, args) => cluster.sendCommand(key, false, [...args]),
  nodes: async () => {
    const clients = await Promise.all(cluster.masters.map(async node => cluster.nodeClient(node)))
    return clients.map(client => async args => client.sendCommand([...args]))
  },
})

const ofNodeRedis = (client: NodeRedisClient): ValkeyConnection => {
  const send: Send = async args => client.sendCommand([...args])
  return { isCluster: false, send: async (_, args) => send(args), nodes: async () => Promise.resolve([send]) }
}

/** Makes one interface of the clients of `@redis/client`, ioredis and iovalkey. */
export const valkeyConnection = (client: ValkeyClient): ValkeyConnection => {
  if ('call' in client) return ofIoredis(client)
  return 'nodeClient' in client ? ofNodeRedisCluster(client) : ofNodeRedis(client)
}
