import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import { openOnDemand } from './scheme.ts'

/** The cache at a URL: `memory:`, which lives as long as the process. */
export const cache = (url: string | undefined): Cache => {
  const open = openOnDemand<Cache>('cache', url, {
    memory: async () => (await import('../memory/memory-cache.ts')).memoryCache(),
  })
  return {
    invalidate: async (what, signal) => (await open()).invalidate(what, signal),
    get: async key => (await open()).get(key),
    set: async (key, value, options) => (await open()).set(key, value, options),
  }
}
