import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import type { ValkeyScheme } from '../valkey/valkey-target.ts'
import type { Opener } from './scheme.ts'
import { openBefore, openOnDemand } from './scheme.ts'

const valkey =
  (scheme: ValkeyScheme): Opener<Cache> =>
  async place => {
    const { loadNodeRedis, valkeyCache, valkeyTarget } = await import('../valkey/valkey-cache.ts')
    // Connections come and go; whether there is a client at all is known at once.
    await loadNodeRedis()
    return valkeyCache(valkeyTarget(scheme, place))
  }

/**
 * The cache at a URL: `redis://USER:PASSWORD@HOST:PORT/DB` or `valkey:`, `rediss:` or `valkeys:` with TLS,
 * `?cluster=true` for a cluster, `redis+unix:PATH` for a unix socket; `memory:`, which lives as long as the process.
 */
export const cache = (url: string | undefined): Cache => {
  const open = openOnDemand<Cache>('cache', url, {
    redis: valkey('redis'),
    rediss: valkey('rediss'),
    valkey: valkey('valkey'),
    valkeys: valkey('valkeys'),
    'redis+unix': valkey('redis+unix'),
    'valkey+unix': valkey('valkey+unix'),
    memory: async () => (await import('../memory/memory-cache.ts')).memoryCache(),
  })
  return {
    open: openBefore(open),
    invalidate: async (what, signal) => (await open()).invalidate(what, signal),
    get: async key => (await open()).get(key),
    set: async (key, value, options) => (await open()).set(key, value, options),
  }
}
