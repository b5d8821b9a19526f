import { homedir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../core/clock.ts'
import { findJavas, outputOf } from '../../local-servers/find-java.ts'
import type { OpenSearchLine } from '../../local-servers/engines/opensearch-files.ts'
import { runnableOpenSearches } from '../../local-servers/engines/opensearch-files.ts'
import { chooseOpenSearch } from '../../local-servers/engines/start-engines.ts'
import type { RestartableServer } from '../../local-servers/engines/restartable-server.ts'
import { startOpenSearch } from '../../local-servers/engines/start-opensearch.ts'
import type { RedisServer } from '../../local-servers/engines/start-redis.ts'
import { findRedis, startRedis } from '../../local-servers/engines/start-redis.ts'

const { XDG_CACHE_HOME = join(homedir(), '.cache') } = process.env

/** In CI a missing prerequisite is a failure: the start itself then says what is missing. */
const unlessInCi = (reason: string | undefined): string | undefined =>
  process.env['CI'] === undefined ? reason : undefined

/** Why OpenSearch cannot run here, or nothing. A machine need not have a Java for each line, but for one of them. */
export const noOpenSearch = async (line?: OpenSearchLine): Promise<string | undefined> => {
  const javas = await findJavas(process.env)
  try {
    chooseOpenSearch(javas, line)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return runnableOpenSearches(javas).length > 0 ? reason : unlessInCi(reason)
  }
  return unlessInCi((await outputOf('mvn', ['-v'])) === undefined ? 'no Maven was found' : undefined)
}

/** Why Redis cannot run here, or nothing. */
export const noRedis = async (): Promise<string | undefined> =>
  unlessInCi((await findRedis()) === undefined ? 'no redis-server or valkey-server was found' : undefined)

/** Starts OpenSearch, of a line or the newest that can run here. */
export const realOpenSearch = async (
  line?: OpenSearchLine,
  settings: Readonly<Record<string, string>> = {},
): Promise<RestartableServer> =>
  startOpenSearch(chooseOpenSearch(await findJavas(process.env), line), {
    cacheFolder: join(XDG_CACHE_HOME, 'tailrace'),
    clock: systemClock,
    isRoot: process.getuid?.() === 0,
    settings,
    onProgress: () => undefined,
  })

/** Starts Redis or Valkey, whichever the system has. */
export const realRedis = async (args: readonly string[] = []): Promise<RedisServer> =>
  startRedis({ clock: systemClock, args })
