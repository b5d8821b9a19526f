import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import { cacheOn } from './cache-on.ts'
import { keepConnection } from './keep-connection.ts'
import { openNodeRedis } from './open-node-redis.ts'
import type { ValkeyTarget } from './valkey-target.ts'

export { loadNodeRedis } from './open-node-redis.ts'
export { valkeyTarget } from './valkey-target.ts'

/**
 * A cache in Redis or Valkey, a single server or a cluster. Keys are forgotten with one UNLINK per call; groups are
 * sets of keys, patterns are looked for with SCAN, which reads every key name once.
 *
 * @throws PipelineError from its functions: `sink.unavailable`, `cache.access-denied`
 */
export const valkeyCache = (target: ValkeyTarget): Cache => {
  const { host, port, socketPath, timeoutMs } = target
  const sink = `Redis at ${socketPath ?? `${host}:${port}`}`
  return cacheOn(keepConnection({ open: async () => openNodeRedis(target), sink, timeoutMs }))
}
