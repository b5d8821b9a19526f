import { raise } from '../../core/errors/pipeline-error.ts'
import type { Clock } from '../../core/clock.ts'
import { newCleanUp } from '../clean-up.ts'
import { chooseTableEngine } from '../table/choose.ts'
import { probeMachine } from '../table/probe-machine.ts'
import { startTableEngine } from '../table/start-table-engine.ts'
import type { DownloadProgress } from '../fetch-maven-engine.ts'
import type { Java } from '../find-java.ts'
import { findJavas } from '../find-java.ts'
import { machineFaults } from '../faults.ts'
import type { OpenSearchLine, RunnableOpenSearch } from './opensearch-files.ts'
import { runnableOpenSearches } from './opensearch-files.ts'
import { startOpenSearch } from './start-opensearch.ts'
import { startRedis } from './start-redis.ts'

/** The engines that can be started. */
export const engineNames = ['dynamodb', 'opensearch', 'redis'] as const

/** One of {@link engineNames}. */
export type EngineName = (typeof engineNames)[number]

/** What {@link startEngines} takes. */
export interface StartEnginesOptions {
  readonly engines: readonly EngineName[]
  /** @defaultValue the newest that a Java of this machine can run */
  readonly openSearch?: OpenSearchLine
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where downloads are kept between runs. */
  readonly cacheFolder: string
  readonly platform: string
  readonly arch: string
  readonly isRoot: boolean
  readonly clock: Clock
  readonly onProgress: (engine: EngineName, progress: DownloadProgress) => void
}

/** An engine that answers. */
export interface RunningEngine {
  readonly engine: EngineName
  readonly version: string
  /** The variable that points the functions at it, and what to set it to. */
  readonly variable: 'AWS_ENDPOINT_URL' | 'SEARCH_URL' | 'CACHE_URL'
  readonly url: string
  readonly stop: () => Promise<void>
}

const needed = (line: OpenSearchLine | undefined): string => {
  if (line === undefined) return 'Java 17, or 21 or newer, which OpenSearch runs on'
  return line === '2' ? 'Java 17, which OpenSearch 2 runs on' : 'Java 21 or newer, which OpenSearch 3 runs on'
}

/** @throws PipelineError `machine.prerequisite-missing` */
export const chooseOpenSearch = (
  javas: readonly Java[],
  line: OpenSearchLine | undefined,
): RunnableOpenSearch => {
  const found = runnableOpenSearches(javas).find(each => line === undefined || each.manifest.line === line)
  if (found === undefined) throw raise(machineFaults, 'machine.prerequisite-missing', { what: needed(line) })
  return found
}

type Start = (options: StartEnginesOptions) => Promise<RunningEngine>

const startDynamoDb: Start = async options => {
  const machine = await probeMachine(options.platform, options.arch)
  const { endpoint, stop } = await startTableEngine({
    ...options,
    choice: chooseTableEngine('dynamodb-local', undefined, machine),
    machine,
    endpoint: undefined,
    onProgress: progress => {
      options.onProgress('dynamodb', progress)
    },
  })
  return { engine: 'dynamodb', version: 'DynamoDB Local', variable: 'AWS_ENDPOINT_URL', url: endpoint, stop }
}

const startSearch: Start = async options => {
  const chosen = chooseOpenSearch(await findJavas(options.env), options.openSearch)
  const { endpoint, stop } = await startOpenSearch(chosen, {
    ...options,
    onProgress: progress => {
      options.onProgress('opensearch', progress)
    },
  })
  const version = `OpenSearch ${chosen.manifest.version} on Java ${chosen.java.major}`
  return { engine: 'opensearch', version, variable: 'SEARCH_URL', url: `opensearch+${endpoint}`, stop }
}

const startCache: Start = async options => {
  const { endpoint, version, stop } = await startRedis(options)
  return { engine: 'redis', version, variable: 'CACHE_URL', url: endpoint, stop }
}

const starts: Readonly<Record<EngineName, Start>> = {
  dynamodb: startDynamoDb,
  opensearch: startSearch,
  redis: startCache,
}

/**
 * Starts real engines on this machine, all at once, on free ports of loopback and empty. When one cannot be started
 * the others are stopped.
 *
 * @throws PipelineError `machine.*`
 */
export const startEngines = async (options: StartEnginesOptions): Promise<readonly RunningEngine[]> => {
  const cleanUp = newCleanUp()
  const started = await Promise.allSettled(
    options.engines.map(async name => {
      const running = await starts[name](options)
      cleanUp.later(running.stop)
      return running
    }),
  )
  const failure = started.find(each => each.status === 'rejected')
  if (failure === undefined) return started.flatMap(each => (each.status === 'fulfilled' ? [each.value] : []))
  await cleanUp.now()
  throw failure.reason
}
