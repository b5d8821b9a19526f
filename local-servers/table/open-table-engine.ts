import type { Clock } from '../../core/clock.ts'
import type { DownloadProgress } from '../fetch-maven-engine.ts'
import type { Choice } from './choose.ts'
import { chooseTableEngine } from './choose.ts'
import type { TableEngine } from './engine.ts'
import { probeMachine } from './probe-machine.ts'
import { startTableEngine } from './start-table-engine.ts'

/** What {@link openTableEngine} takes. */
export interface OpenTableEngineOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly engine: 'dynamodb-local' | 'dynoxide' | undefined
  readonly cacheFolder: string
  readonly platform: string
  readonly arch: string
  readonly clock: Clock
  readonly onChoice: (choice: Choice) => void
  readonly onProgress: (progress: DownloadProgress) => void
}

/**
 * Chooses the table engine that fits this machine and starts it.
 *
 * @throws PipelineError `machine.*`
 */
export const openTableEngine = async (options: OpenTableEngineOptions): Promise<TableEngine> => {
  const machine = await probeMachine(options.platform, options.arch)
  const endpoint = options.env['AWS_ENDPOINT_URL']
  const choice = chooseTableEngine(options.engine, endpoint, machine)
  options.onChoice(choice)
  return startTableEngine({ ...options, choice, machine, endpoint })
}
