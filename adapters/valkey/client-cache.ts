import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import { cacheOn } from './cache-on.ts'
import type { ValkeyClient } from './client-shapes.ts'
import { connectClient } from './connect-client.ts'
import { keepConnection } from './keep-connection.ts'
import type { OpenConnection } from './valkey-connection.ts'

/**
 * A cache over a Redis or Valkey client that you have: of `@redis/client` (client, pool, cluster or sentinel), ioredis
 * or iovalkey. It stays yours: you connect and close it, and its settings say what happens when the server is away.
 * Give it no offline queue, or an outage shows only when `timeoutMs` are over. Entries are forgotten under the
 * client's own `keyPrefix`; a client that hides its settings is asked for it once, with an EVAL.
 *
 * @example
 * ```ts
 * cacheInvalidation({
 *   filter: when(User), keys: change => [change.key],
 *   cache: clientCache(new Redis(url, { enableOfflineQueue: false })),
 * })
 * ```
 * @throws PipelineError from its functions: `sink.unavailable`, `cache.*`
 */
export const clientCache = (client: ValkeyClient, timeoutMs = 5_000): Cache => {
  const open = async (): Promise<OpenConnection> => ({
    ...(await connectClient(client)),
    destroy: () => undefined,
  })
  return cacheOn(keepConnection({ open, sink: 'Redis', timeoutMs }))
}
