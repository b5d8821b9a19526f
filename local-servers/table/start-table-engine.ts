import { join } from 'node:path'
import type { Clock } from '../../core/clock.ts'
import type { DownloadProgress } from '../fetch-maven-engine.ts'
import { fetchMavenEngine } from '../fetch-maven-engine.ts'
import type { StartServerOptions } from '../start-server.ts'
import { startServer } from '../start-server.ts'
import type { Choice, Machine } from './choose.ts'
import { dynamoDbLocal, mainClass, nativePlatform, version } from './dynamodb-local-files.ts'
import type { TableEngine } from './engine.ts'
import { fetchDynoxide } from './fetch-dynoxide.ts'

/** What {@link startTableEngine} takes. */
export interface StartTableEngineOptions {
  readonly choice: Choice
  readonly machine: Machine
  /** For `endpoint`. */
  readonly endpoint: string | undefined
  readonly cacheFolder: string
  readonly platform: string
  readonly arch: string
  readonly clock: Clock
  /** Where its database is kept; it has to be there. @defaultValue in memory */
  readonly databaseFolder?: string | undefined
  /** Told the number of its process as soon as there is one. */
  readonly onSpawn?: ((pid: number) => Promise<void>) | undefined
  readonly onProgress: (progress: DownloadProgress) => void
}

type TiedStart = Pick<StartServerOptions, 'clock' | 'isTied' | 'onSpawn'>

const tied = ({ clock, onSpawn }: StartTableEngineOptions): TiedStart => ({
  clock,
  isTied: true,
  ...(onSpawn && { onSpawn }),
})

const startDynamoDbLocal = async (options: StartTableEngineOptions): Promise<TableEngine> => {
  const platform = nativePlatform(options.platform, options.arch)
  const folder = await fetchMavenEngine(dynamoDbLocal(platform), options)
  const { databaseFolder } = options
  const { endpoint, ended, stop } = await startServer({
    ...tied(options),
    what: `DynamoDB Local ${version}`,
    command: 'java',
    args: port => [
      // It runs for minutes: the slower of the JVM's two compilers would only take the processor from what starts now.
      '-XX:TieredStopAtLevel=1',
      '-Xms64m',
      '-Xmx512m',
      `-Djava.library.path=${folder}`,
      '-cp',
      `${folder}/*`,
      mainClass,
      '-port',
      String(port),
      ...(databaseFolder === undefined ? ['-inMemory'] : ['-dbPath', databaseFolder]),
      '-disableTelemetry',
    ],
  })
  return { kind: 'dynamodb-local', endpoint, ended, stop }
}

const startDynoxide = async (options: StartTableEngineOptions): Promise<TableEngine> => {
  const { machine, databaseFolder } = options
  const file = databaseFolder === undefined ? [] : ['--db-path', join(databaseFolder, 'dynoxide.db')]
  const { endpoint, ended, stop } = await startServer({
    ...tied(options),
    what: 'dynoxide',
    command: machine.dynoxide ?? (await fetchDynoxide(options)),
    args: port => ['--port', String(port), ...file],
  })
  return { kind: 'dynoxide', endpoint, ended, stop }
}

/**
 * Starts the engine that was chosen, with an empty database or the one that is kept. DynamoDB Local listens on all interfaces, which no
 * option of it can change.
 *
 * @throws PipelineError `machine.engine-not-fetched`, `machine.engine-not-started`
 */
export const startTableEngine = async (options: StartTableEngineOptions): Promise<TableEngine> => {
  const { choice, endpoint = '' } = options
  if (choice.kind === 'dynamodb-local') return startDynamoDbLocal(options)
  if (choice.kind === 'dynoxide') return startDynoxide(options)
  return { kind: 'endpoint', endpoint, stop: async () => Promise.resolve() }
}
