import { failedObjects } from '../../../adapters/open/failed-objects.ts'
import type { Clock } from '../../../core/clock.ts'
import type { Logger } from '../../../core/logger.ts'
import { namesSaid } from '../deployed-names.ts'
import { placesIn } from '../places-in.ts'
import type { WaitingObjects } from './count-waiting.ts'
import { countWaiting } from './count-waiting.ts'
import { waitingMetrics } from './waiting-metrics.ts'

/** What {@link reportWaiting} takes. */
export interface ReportWaitingOptions {
  /** PARK_URL, FAILURES_URL, STAGE and, where names cannot be told otherwise, FUNCTION_NAMES. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Names of the functions in the project. */
  readonly functions: readonly string[]
  /** The name under which each is deployed, by its name in the project. */
  readonly deployedNames: ReadonlyMap<string, string>
  /** The deployed name of the function that counts. */
  readonly countedBy: string
  /** For the age of what waits, and the time of the metrics. */
  readonly clock: Clock
  /** Asks for an end; what was not counted to its end is an error. */
  readonly signal: AbortSignal
  /** Gets a warning where something of others lies in these places. */
  readonly logger: Logger
  /** Writes a line that CloudWatch takes for metrics. */
  readonly print: (text: string) => void
}

/** How many objects wait for a redrive. */
export interface WaitingReport {
  /** Parked changes, by the deployed name of their function. */
  readonly parked: Readonly<Record<string, number>>
  /** Batches that Lambda gave up on. */
  readonly givenUp: number
  /** What is neither, or of other functions and stages. */
  readonly others: number
}

/**
 * Counts what waits for a redrive, and how long the oldest of each function has waited, and gives it as metrics. It
 * lists only.
 *
 * @example
 * ```ts
 * export const handler = async (_: unknown, context: LambdaContext) =>
 *   reportWaiting({
 *     env: process.env,
 *     functions: ['projections', 'reactions'],
 *     deployedNames: namesBeside(context.functionName, 'report', ['projections', 'reactions']),
 *     countedBy: context.functionName,
 *     clock: systemClock,
 *     signal: AbortSignal.timeout(context.getRemainingTimeInMillis() - 5_000),
 *     logger: jsonLogger,
 *     print: text => void process.stdout.write(`${text}\n`),
 *   })
 * ```
 * @throws PipelineError `redrive.nowhere-to-look`, `redrive.place-unreadable`, `redrive.count-unfinished`
 */
export const reportWaiting = async (options: ReportWaitingOptions): Promise<WaitingReport> => {
  const { env, functions, deployedNames, countedBy, clock, signal, logger, print } = options
  const names = new Map([...deployedNames, ...namesSaid(env['FUNCTION_NAMES'])])
  const found: WaitingObjects = await countWaiting(placesIn(env).map(failedObjects), {
    stage: env['STAGE'] ?? 'dev',
    functions: functions.map(name => names.get(name) ?? name),
    signal,
  })
  for (const line of waitingMetrics(found, { countedBy, atMs: clock.now() })) print(line)
  const { givenUp, others } = found
  if (others > 0) logger.warn('objects_of_others', { objects: others })
  const parked = Object.fromEntries([...found.parked].map(([name, { objects }]) => [name, objects]))
  return { parked, givenUp: givenUp.objects, others }
}
