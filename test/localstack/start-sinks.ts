import { systemClock } from '../../core/clock.ts'
import { findJavas } from '../../local-servers/find-java.ts'
import { runnableOpenSearches } from '../../local-servers/engines/opensearch-files.ts'
import { startOpenSearch } from '../../local-servers/engines/start-opensearch.ts'
import { findRedis, startRedis } from '../../local-servers/engines/start-redis.ts'
import { Missing } from './running.ts'

/** A search engine and a cache, which LocalStack has none of. */
export interface RunningSinks {
  readonly searchUrl: string
  readonly cacheUrl: string
  readonly stop: () => Promise<void>
}

/**
 * Starts a real OpenSearch and a real Redis or Valkey on loopback.
 * @throws Missing
 */
export const startSinks = async (
  cacheFolder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunningSinks> => {
  const [runnable] = runnableOpenSearches(await findJavas(env))
  if (runnable === undefined)
    throw new Missing('no Java was found that OpenSearch runs on: 17, or 21 and newer')
  if ((await findRedis()) === undefined) throw new Missing('neither valkey-server nor redis-server was found')
  const options = { cacheFolder, clock: systemClock, onProgress: () => undefined }
  const search = await startOpenSearch(runnable, { ...options, isRoot: process.getuid?.() === 0 })
  const cache = await startRedis(options)
  return {
    searchUrl: search.endpoint.replace('http:', 'opensearch+http:'),
    cacheUrl: cache.endpoint,
    stop: async () => {
      await Promise.all([search.stop(), cache.stop()])
    },
  }
}
