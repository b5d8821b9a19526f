import { raise } from '../../core/errors/pipeline-error.ts'
import type { ValkeyClient } from './client-shapes.ts'
import { rawClient } from './client-shapes.ts'
import { cacheFaults } from './faults.ts'
import { textOf } from './replies.ts'
import type { RawClient, ValkeyConnection } from './valkey-connection.ts'
import { connectionOver, replyOf } from './valkey-connection.ts'

const probeKey = 'tailrace:prefix'

/** What the server gets to see before a key: asked of the server itself, which is never wrong about it. */
const seenPrefix = async (raw: RawClient): Promise<string> => {
  const seen = textOf(await replyOf(raw.send(probeKey, ['EVAL', 'return KEYS[1]', '1', probeKey])))
  if (seen?.endsWith(probeKey) === true) return seen.slice(0, -probeKey.length)
  throw raise(cacheFaults, 'cache.prefix-unknown', { problem: 'its keys reach the server as something else' })
}

/**
 * One interface of the clients of `@redis/client`, ioredis and iovalkey. A key that misses the prefix which the
 * entries were stored under forgets nothing, without a word: so a client that does not say its prefix, and one that
 * puts it before keys by itself, show it once.
 *
 * @throws PipelineError `cache.client-unsupported`, `cache.prefix-unknown`
 */
export const connectClient = async (client: ValkeyClient): Promise<ValkeyConnection> => {
  const raw = rawClient(client)
  if (raw.prefix === '' || (raw.prefix !== undefined && !raw.isPrefixing))
    return connectionOver(raw, raw.prefix)
  const seen = await seenPrefix(raw)
  if (raw.prefix !== undefined && raw.prefix !== seen)
    throw raise(cacheFaults, 'cache.prefix-unknown', {
      problem: 'the server sees another one than its settings say',
    })
  return connectionOver({ ...raw, isPrefixing: true }, seen)
}
