import type { Clock } from '../../core/clock.ts'
import type { DownloadProgress } from '../fetch-maven-engine.ts'
import { fetchMavenEngine } from '../fetch-maven-engine.ts'
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
  readonly onProgress: (progress: DownloadProgress) => void
}

const startDynamoDbLocal = async (options: StartTableEngineOptions): Promise<TableEngine> => {
  const platform = nativePlatform(options.platform, options.arch)
  const folder = await fetchMavenEngine(dynamoDbLocal(platform), options)
  const { endpoint, stop } = await startServer({
    what: `DynamoDB Local ${version}`,
    command: 'java',
    args: port => [
      '-Xms64m',
      '-Xmx512m',
      `-Djava.library.path=${folder}`,
      '-cp',
      `${folder}/*`,
      mainClass,
      '-port',
      String(port),
      '-inMemory',
      '-disableTelemetry',
    ],
    clock: options.clock,
  })
  return { kind: 'dynamodb-local', endpoint, stop }
}

const startDynoxide = async (options: StartTableEngineOptions): Promise<TableEngine> => {
  const { endpoint, stop } = await startServer({
    what: 'dynoxide',
    command: options.machine.dynoxide ?? (await fetchDynoxide(options)),
    args: port => ['--port', String(port)],
    clock: options.clock,
  })
  return { kind: 'dynoxide', endpoint, stop }
}

/**
 * Starts the engine that was chosen, with an empty database. DynamoDB Local listens on all interfaces, which no
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
