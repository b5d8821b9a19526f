import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import type { OnConnection } from './keep-connection.ts'
import { bySlot } from './key-slot.ts'
import type { Send, ValkeyConnection } from './valkey-connection.ts'

const groupPrefix = 'tailrace:group:'

/**
 * A group's members are a set. Its name is in braces, so that in a cluster both of its keys share a slot; empty braces
 * would not count, and no other name is encoded as the `%`.
 */
const groupKey = (group: string): string => `${groupPrefix}{${encodeURIComponent(group) || '%'}}`
const leavingKey = (group: string): string => `${groupKey(group)}:leaving`

/**
 * Takes the members out of a group in one step, and keeps them under another key until their entries are gone: an
 * entry that is stored meanwhile is a member of the group again, and a process that dies leaves nothing unsaid.
 */
const takeMembers = `
redis.call('SUNIONSTORE', KEYS[2], KEYS[1], KEYS[2])
redis.call('UNLINK', KEYS[1])
return redis.call('SMEMBERS', KEYS[2])`

/** More keys than this in one command would hold up the server's other clients. */
const maxKeys = 10_000

const scanCount = '1000'

const chunksOf = (keys: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(keys.length / maxKeys) }, (_, chunk) =>
    keys.slice(chunk * maxKeys, (chunk + 1) * maxKeys),
  )

/** One UNLINK for all keys; in a cluster one per slot, sent at once, so one round trip per node. */
const unlink = async (connection: ValkeyConnection, keys: readonly string[]): Promise<void> => {
  const together = connection.isCluster ? bySlot(keys) : [keys]
  const commands = together.flatMap(chunksOf)
  await Promise.all(commands.map(async chunk => connection.send(chunk[0] ?? '', ['UNLINK', ...chunk])))
}

const unlinkGroups = async (connection: ValkeyConnection, groups: readonly string[]): Promise<void> => {
  const taken = await Promise.all(
    groups.map(async group => {
      const keys = [groupKey(group), leavingKey(group)]
      const members = await connection.send(groupKey(group), ['EVAL', takeMembers, '2', ...keys])
      return { group, members: members as readonly string[] }
    }),
  )
  await unlink(connection, [...new Set(taken.flatMap(({ members }) => members))])
  const left = taken.flatMap(({ group, members }) => chunksOf(members).map(chunk => ({ group, chunk })))
  await Promise.all(
    left.map(async ({ group, chunk }) =>
      connection.send(groupKey(group), ['SREM', leavingKey(group), ...chunk]),
    ),
  )
}

/** A pattern of the port knows only `*`; the server's globs know more, which is therefore escaped. */
const globOf = (pattern: string): string => pattern.replace(/[?[\]\\^]/g, '\\$&')

const unlinkMatching = async (connection: ValkeyConnection, send: Send, pattern: string): Promise<void> => {
  let cursor = '0'
  do {
    const reply = await send(['SCAN', cursor, 'MATCH', globOf(pattern), 'COUNT', scanCount])
    const [next, found] = reply as readonly [string | number, readonly string[]]
    // Groups are no entries: taking them away would leave their members behind.
    await unlink(
      connection,
      found.filter(key => !key.startsWith(groupPrefix)),
    )
    cursor = String(next)
  } while (cursor !== '0')
}

const unlinkPatterns = async (connection: ValkeyConnection, patterns: readonly string[]): Promise<void> => {
  if (patterns.length === 0) return
  const nodes = await connection.nodes()
  for (const pattern of patterns)
    await Promise.all(nodes.map(async send => unlinkMatching(connection, send, pattern)))
}

const join = async (connection: ValkeyConnection, key: string, groups: readonly string[]): Promise<void> => {
  await Promise.all(
    groups.map(async group => connection.send(groupKey(group), ['SADD', groupKey(group), key])),
  )
}

/** The cache, by whatever it is connected. */
export const cacheOn = (on: OnConnection): Cache => ({
  invalidate: async ({ keys, patterns, groups }, signal) => {
    await on(async connection => {
      await Promise.all([unlink(connection, keys), unlinkGroups(connection, groups)])
      await unlinkPatterns(connection, patterns)
    }, signal)
  },
  get: async key =>
    on(async connection => ((await connection.send(key, ['GET', key])) as string | null) ?? undefined),
  set: async (key, value, { groups = [] } = {}) => {
    await on(async connection => {
      // A member before it is there and after: whenever a group is taken away, the entry is in it or not yet stored.
      await join(connection, key, groups)
      await connection.send(key, ['SET', key, value])
      await join(connection, key, groups)
    })
  },
})
