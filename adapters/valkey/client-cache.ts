import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import { cacheOn } from './cache-on.ts'
import { keepConnection } from './keep-connection.ts'
import type { ValkeyClient } from './valkey-connection.ts'
import { valkeyConnection } from './valkey-connection.ts'

/**
 * A cache over a Redis or Valkey client that you have: of `@redis/client`, ioredis or iovalkey. It stays yours: you connect and
 * close it, and its settings say what happens when the server is away. Give it no offline queue, or an outage shows
 * only when the function's time is up.
 *
 * @example
 * ```ts
 * cacheInvalidation({
 *   filter: when(User), keys: change => [change.key],
 *   cache: clientCache(new Redis(url, { enableOfflineQueue: false })),
 * })
 * ```
 * @throws PipelineError from its functions: `sink.unavailable`, `cache.access-denied`
 */
export const clientCache = (client: ValkeyClient, timeoutMs = 5_000): Cache => {
  const connection = { ...valkeyConnection(client), destroy: () => undefined }
  return cacheOn(keepConnection({ open: async () => Promise.resolve(connection), sink: 'Redis', timeoutMs }))
}
