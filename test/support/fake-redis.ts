import { keySlot } from '../../adapters/valkey/key-slot.ts'
import type { IoredisClient, NodeRedisClient, NodeRedisCluster } from '../../adapters/valkey/client-shapes.ts'

/** A server that knows the commands of the cache, and notes each one. */
export interface FakeRedis {
  readonly run: (args: readonly string[]) => unknown
  readonly commands: (readonly string[])[]
}

type Entries = Map<string, string | Set<string>>

const setAt = (entries: Entries, key: string): Set<string> => {
  const found = entries.get(key)
  if (typeof found === 'string')
    throw new Error('WRONGTYPE Operation against a key holding the wrong kind of value')
  return found ?? new Set()
}

/** The script of the cache; the other one that it has gives back its key. */
const takeMembers = (entries: Entries, group: string, leaving: string): readonly string[] => {
  const members = new Set([...setAt(entries, group), ...setAt(entries, leaving)])
  entries.delete(group)
  if (members.size > 0) entries.set(leaving, members)
  return [...members]
}

/** `*`, `?` and `[...]` mean what they do to a server, unless a backslash takes that from them. */
const globMatches = (glob: string, key: string): boolean => {
  const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const source = glob.replace(/\\(.)|\[[^\]]+\]|[^]/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return literally(escaped)
    if (found === '*') return '.*'
    if (found === '?') return '.'
    return found.length > 1 ? found : literally(found)
  })
  return new RegExp(`^${source}$`, 's').test(key)
}

const keysOf = ([name = '', ...rest]: readonly string[]): readonly string[] => {
  const command = name.toUpperCase()
  if (command === 'UNLINK') return rest
  if (command === 'EVAL') return rest.slice(2)
  return command === 'SCAN' ? [] : rest.slice(0, 1)
}

const execute = (entries: Entries, [command = '', ...rest]: readonly string[]): unknown => {
  const [key = '', value = ''] = rest
  switch (command.toUpperCase()) {
    case 'GET':
      return entries.get(key) ?? null
    case 'SET':
      entries.set(key, value)
      return 'OK'
    case 'UNLINK':
      return rest.filter(each => entries.delete(each)).length
    case 'SADD':
      entries.set(key, setAt(entries, key).add(value))
      return 1
    case 'SREM':
      for (const member of rest.slice(1)) setAt(entries, key).delete(member)
      return 1
    case 'EVAL':
      return key.includes('SUNIONSTORE') ? takeMembers(entries, rest[2] ?? '', rest[3] ?? '') : rest[2]
    case 'SCAN':
      return ['0', [...entries.keys()].filter(each => globMatches(rest[2] ?? '', each))]
    default:
      throw new Error(`ERR unknown command '${command}'`)
  }
}

/** A fake server; as a node of a cluster it refuses keys of several slots, and those of other nodes. */
export const fakeRedis = (isMine: (slot: number) => boolean = () => true, isCluster = false): FakeRedis => {
  const entries: Entries = new Map()
  const commands: (readonly string[])[] = []
  const run = (args: readonly string[]): unknown => {
    commands.push(args)
    const slots = new Set(keysOf(args).map(keySlot))
    if (isCluster && slots.size > 1) throw new Error("CROSSSLOT Keys in request don't hash to the same slot")
    if (![...slots].every(isMine)) throw new Error('MOVED to another node')
    return execute(entries, args)
  }
  return { run, commands }
}

/** Three nodes, each with a third of the slots. */
export const fakeCluster = (): readonly FakeRedis[] =>
  [0, 1, 2].map(node => fakeRedis(slot => slot % 3 === node, true))

const nodeOf = (nodes: readonly FakeRedis[], key: string): FakeRedis => nodes[keySlot(key) % 3] ?? fakeRedis()

const later = async (run: () => unknown): Promise<unknown> => Promise.resolve().then(run)

/** The call shape of `@redis/client`. */
export const asNodeRedis = ({ run }: FakeRedis): NodeRedisClient => ({
  options: {},
  sendCommand: async args => later(() => run(args)),
})

/** The call shape of a cluster of `@redis/client`. */
export const asNodeRedisCluster = (nodes: readonly FakeRedis[]): NodeRedisCluster => ({
  options: {},
  sendCommand: async (key, _, args) => later(() => nodeOf(nodes, key ?? '').run(args)),
  masters: nodes,
  nodeClient: node => asNodeRedis(node as FakeRedis),
})

/** The call shape of ioredis and iovalkey. */
export const asIoredis = ({ run }: FakeRedis): IoredisClient => ({
  options: {},
  call: async (...args) => later(() => run(args)),
})

const withPrefix = (prefix: string, args: readonly string[]): readonly string[] => {
  const keys = keysOf(args).length
  const first = args[0]?.toUpperCase() === 'EVAL' ? 3 : 1
  return args.map((arg, at) => (at >= first && at < first + keys ? prefix + arg : arg))
}

/** The call shape of a cluster of ioredis and iovalkey. */
export const asIoredisCluster = (nodes: readonly FakeRedis[], keyPrefix = ''): IoredisClient => ({
  options: { redisOptions: { keyPrefix } },
  call: async (...args) =>
    later(() => {
      const sent = withPrefix(keyPrefix, args)
      return nodeOf(nodes, keysOf(sent)[0] ?? '').run(sent)
    }),
  nodes: () => nodes.map(asIoredis),
})
