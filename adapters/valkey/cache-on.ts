import { chunksOf } from '../../core/concurrency/chunks-of.ts'
import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import { starPattern } from '../star-pattern.ts'
import type { OnConnection } from './keep-connection.ts'
import { bySlot } from './key-slot.ts'
import { expectCount, expectOk, scanReplyOf, textOf, textListOf } from './replies.ts'
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

/** One UNLINK for all keys; in a cluster one per slot, sent at once, so one round trip per node. */
const unlink = async (connection: ValkeyConnection, keys: readonly string[]): Promise<void> => {
  const together = connection.isCluster ? bySlot(keys, connection.prefix) : [keys]
  const commands = together.flatMap(each => chunksOf(each, maxKeys))
  await Promise.all(
    commands.map(async chunk => {
      expectCount(await connection.send({ words: ['UNLINK'], keys: chunk }))
    }),
  )
}

const unlinkGroups = async (connection: ValkeyConnection, groups: readonly string[]): Promise<void> => {
  const taken = await Promise.all(
    groups.map(async group => {
      const keys = [groupKey(group), leavingKey(group)]
      const members = textListOf(await connection.send({ words: ['EVAL', takeMembers, '2'], keys }))
      return { group, members }
    }),
  )
  await unlink(connection, [...new Set(taken.flatMap(({ members }) => members))])
  const left = taken.flatMap(({ group, members }) =>
    chunksOf(members, maxKeys).map(chunk => ({ group, chunk })),
  )
  await Promise.all(
    left.map(async ({ group, chunk }) => {
      expectCount(await connection.send({ words: ['SREM'], keys: [leavingKey(group)], rest: chunk }))
    }),
  )
}

/** The server's globs know more than `*`, which is therefore escaped. */
const literally = (text: string): string => text.replace(/[*?[\]\\^]/g, '\\$&')

/** Some servers try stars in every combination, and serve nobody meanwhile; two are no burden. */
const mostStars = 2

/**
 * What a server looks for in place of a pattern. SCAN knows nothing of a client's prefix. Of a pattern with many stars
 * it gets the ends.
 */
const globUnder = (prefix: string, pattern: string): string => {
  const parts = pattern.split('*').map(literally)
  const sent = parts.length - 1 > mostStars ? [parts[0], parts.at(-1)] : parts
  return literally(prefix) + sent.join('*')
}

const unlinkMatching = async (connection: ValkeyConnection, send: Send, pattern: string): Promise<void> => {
  const { prefix } = connection
  const rest = ['MATCH', globUnder(prefix, pattern), 'COUNT', scanCount]
  const isMeant = starPattern(pattern)
  let cursor = '0'
  do {
    const [next, found] = scanReplyOf(await send({ words: ['SCAN', cursor], keys: [], rest }))
    const keys = found.map(key => key.slice(prefix.length))
    // Groups are no entries: taking them away would leave their members behind.
    await unlink(
      connection,
      keys.filter(key => isMeant(key) && !key.startsWith(groupPrefix)),
    )
    cursor = next
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
    groups.map(async group => {
      expectCount(await connection.send({ words: ['SADD'], keys: [groupKey(group)], rest: [key] }))
    }),
  )
}

/** The cache, by whatever it is connected. */
export const cacheOn = (on: OnConnection): Cache => ({
  open: async signal => on(async () => Promise.resolve(), signal),
  invalidate: async ({ keys, patterns, groups }, signal) => {
    await on(async connection => {
      await Promise.all([unlink(connection, keys), unlinkGroups(connection, groups)])
      await unlinkPatterns(connection, patterns)
    }, signal)
  },
  get: async key => on(async connection => textOf(await connection.send({ words: ['GET'], keys: [key] }))),
  set: async (key, value, { groups = [] } = {}) => {
    await on(async connection => {
      // A member before it is there and after: whenever a group is taken away, the entry is in it or not yet stored.
      await join(connection, key, groups)
      expectOk(await connection.send({ words: ['SET'], keys: [key], rest: [value] }))
      await join(connection, key, groups)
    })
  },
})
