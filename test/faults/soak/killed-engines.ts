import { cache } from '../../../adapters/open/cache.ts'
import { searchAdmin } from '../../../adapters/open/search-admin.ts'
import { searchStore } from '../../../adapters/open/search-store.ts'
import type { RestartableServer } from '../../../local-servers/engines/restartable-server.ts'
import type { HeldSinks } from '../held-sinks.ts'
import { realOpenSearch, realRedis } from '../../support/real-engines.ts'

/** OpenSearch and Redis as processes of their own, which are killed while they are used. */
export interface KilledEngines {
  readonly sinks: Pick<HeldSinks, 'search' | 'cacheStore'>
  /** Kills one with SIGKILL, leaves it away for a while, and starts it again. */
  readonly kill: (
    which: 'search' | 'cache',
    awayMs: number,
    wait: (ms: number) => Promise<void>,
  ) => Promise<void>
  /** When nothing is being started. */
  readonly whenUp: () => Promise<void>
  /** Takes what they hold over into the memory that an oracle looks at. */
  readonly takeOver: (sinks: HeldSinks, keys: readonly string[]) => Promise<void>
  readonly stop: () => Promise<void>
}

const documentsIn = async (search: HeldSinks['search'], { engine }: HeldSinks): Promise<void> => {
  let version = 0n
  for await (const [id, document] of search.documents('things')) {
    version += 1n
    const source = JSON.stringify([document, '{}'])
    engine.bulk([{ op: 'index', index: 'things', id, external: { version, type: 'external' }, source }])
  }
}

/** Starts both, with an empty index `things`. */
export const killedEngines = async (): Promise<KilledEngines> => {
  const servers: Readonly<Record<'search' | 'cache', RestartableServer>> = {
    search: await realOpenSearch(),
    cache: await realRedis(),
  }
  const searchUrl = `opensearch+${servers.search.endpoint}?timeoutMs=5000`
  const admin = searchAdmin(searchUrl)
  await admin.createIndex({ alias: 'things', gcDeletes: '60s', settings: { 'index.refresh_interval': '1s' } })
  await admin.close()
  const sinks = {
    search: searchStore(searchUrl),
    cacheStore: cache(`redis://127.0.0.1:${servers.cache.port}`),
  }
  let starting: Promise<unknown> = Promise.resolve()
  return {
    sinks,
    kill: async (which, awayMs, wait) => {
      await servers[which].kill()
      // One after the other: two engines that start at once are each late.
      starting = starting.then(async () => wait(awayMs)).then(async () => servers[which].restart())
    },
    whenUp: async () => {
      await starting
    },
    takeOver: async (held, keys) => {
      await documentsIn(sinks.search, held)
      held.cache.clear()
      for (const key of keys) {
        const value = await sinks.cacheStore.get(key)
        if (value !== undefined) held.cache.set(key, value)
      }
    },
    stop: async () => {
      await starting.catch(() => undefined)
      await Promise.all([servers.search.stop(), servers.cache.stop()])
    },
  }
}
