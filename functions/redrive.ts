import { randomUUID } from 'node:crypto'
import { systemClock } from '../core/clock.ts'
import type { LambdaContext } from '../core/handler/stream-handler-options.ts'
import { jsonLogger } from '../core/logger.ts'
import { checkOptions } from '../core/options.ts'
import { namesBeside } from '../operations/redrive/deployed-names.ts'
import type { RedriveSummary } from '../operations/redrive/redrive-event.ts'
import { redriveFrom } from '../operations/redrive/redrive-from.ts'
import type { WaitingReport } from '../operations/redrive/waiting/report-waiting.ts'
import { reportWaiting } from '../operations/redrive/waiting/report-waiting.ts'
import { pipeline as projections } from './projections.ts'
import { pipeline as reactions } from './reactions.ts'

/** What an operator says when invoking it; everything may be left out. A schedule says `report`, and nothing else. */
interface RedriveRequest {
  readonly from?: string | readonly string[]
  readonly processor?: string
  readonly limit?: number
  readonly dryRun?: boolean
  readonly resolve?: 'applied' | 'repeat'
  readonly report?: true
}

/** Kept back for the answer, in milliseconds. */
const reserveMs = 5_000

const registries = { projections, reactions }

/** Lists what waits, tells it as metrics, and brings nothing home. */
const report = async (context: LambdaContext): Promise<WaitingReport> =>
  reportWaiting({
    env: process.env,
    functions: Object.keys(registries),
    deployedNames: namesBeside(context.functionName, 'redrive', Object.keys(registries)),
    countedBy: context.functionName,
    clock: systemClock,
    signal: AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - reserveMs)),
    logger: jsonLogger,
    print: text => void process.stdout.write(`${text}\n`),
  })

/**
 * Invoked by hand: brings home what was parked or discarded, and tells what came of it. A schedule only ever asks for a
 * report of what waits.
 */
export const handler = async (
  request: RedriveRequest,
  context: LambdaContext,
): Promise<RedriveSummary | WaitingReport> => {
  if (request.report !== undefined) {
    checkOptions('redrive report', request, ['report'])
    return report(context)
  }
  // What is meant as a dry run and misspelt is not to be the real thing.
  checkOptions('redrive', request, ['from', 'processor', 'limit', 'dryRun', 'resolve'])
  const { from = [], dryRun = false, report: _, ...asked } = request
  const remainingMs = Math.max(1, context.getRemainingTimeInMillis() - reserveMs)
  const pipelines = Object.entries(registries)
  return redriveFrom({
    ...asked,
    from: [from].flat(),
    dryRun,
    env: process.env,
    newId: randomUUID,
    deployedNames: namesBeside(
      context.functionName,
      'redrive',
      pipelines.map(([name]) => name),
    ),
    registries: new Map(pipelines.map(([name, pipeline]) => [name, pipeline(process.env)])),
    clock: systemClock,
    logger: jsonLogger,
    endsAtMs: systemClock.now() + remainingMs,
    signal: AbortSignal.timeout(remainingMs),
    tell: ({ event, ...detail }) => jsonLogger.info(event, detail),
  })
}
