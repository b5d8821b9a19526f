import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { machineFaults } from '../faults.ts'
import type { DownloadProgress } from '../fetch-maven-engine.ts'
import type { Choice } from './choose.ts'
import { chooseTableEngine } from './choose.ts'
import type { TableEngine } from './engine.ts'
import { probeMachine } from './probe-machine.ts'
import { startTableEngine } from './start-table-engine.ts'

/** What {@link openTableEngine} takes. */
export interface OpenTableEngineOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** An engine that runs anyway. @defaultValue what `AWS_ENDPOINT_URL_DYNAMODB` or `AWS_ENDPOINT_URL` names */
  readonly endpoint?: string | undefined
  readonly engine: 'dynamodb-local' | 'dynoxide' | undefined
  readonly cacheFolder: string
  readonly platform: string
  readonly arch: string
  readonly clock: Clock
  readonly databaseFolder?: string | undefined
  readonly onSpawn?: ((pid: number) => Promise<void>) | undefined
  readonly onChoice: (choice: Choice) => void
  readonly onProgress: (progress: DownloadProgress) => void
}

/** A run makes tables, writes and deletes: nowhere but at an engine that is not AWS. */
const checkEndpoint = (endpoint: string | undefined): void => {
  if (endpoint === undefined || endpoint === '') return
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : undefined
  if (host === undefined || !/^https?:/.test(endpoint))
    throw raise(machineFaults, 'machine.endpoint-refused', { endpoint, reason: 'it is no http address' })
  if (/\.(amazonaws\.com(\.cn)?|aws)$/.test(host))
    throw raise(machineFaults, 'machine.endpoint-refused', { endpoint, reason: 'it is AWS itself' })
}

/**
 * Chooses the table engine that fits this machine and starts it.
 *
 * @throws PipelineError `machine.*`
 */
export const openTableEngine = async (options: OpenTableEngineOptions): Promise<TableEngine> => {
  const machine = await probeMachine(options.platform, options.arch)
  const { env, endpoint: given } = options
  const endpoint = given ?? env['AWS_ENDPOINT_URL_DYNAMODB'] ?? env['AWS_ENDPOINT_URL']
  checkEndpoint(endpoint)
  const why = given === undefined ? 'AWS_ENDPOINT_URL is set' : `--endpoint ${given}`
  const choice = chooseTableEngine(
    options.engine,
    endpoint === undefined ? undefined : { endpoint, why },
    machine,
  )
  options.onChoice(choice)
  return startTableEngine({ ...options, choice, machine, endpoint })
}
