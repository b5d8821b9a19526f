import { randomUUID } from 'node:crypto'
import { systemClock } from '../core/clock.ts'
import type { LambdaContext } from '../core/handler/stream-handler-options.ts'
import { jsonLogger } from '../core/logger.ts'
import { checkOptions } from '../core/options.ts'
import { namesBeside } from '../operations/redrive/deployed-names.ts'
import type { RedriveSummary } from '../operations/redrive/redrive-event.ts'
import { redriveFrom } from '../operations/redrive/redrive-from.ts'
import { pipeline as projections } from './projections.ts'
import { pipeline as reactions } from './reactions.ts'

/** What an operator says when invoking it; everything may be left out. */
interface RedriveRequest {
  readonly from?: string | readonly string[]
  readonly processor?: string
  readonly limit?: number
  readonly dryRun?: boolean
  readonly resolve?: 'applied' | 'repeat'
}

/** Kept back for the answer, in milliseconds. */
const reserveMs = 5_000

/** Invoked by hand, never by an event: brings home what was parked or discarded, and tells what came of it. */
export const handler = async (request: RedriveRequest, context: LambdaContext): Promise<RedriveSummary> => {
  // What is meant as a dry run and misspelt is not to be the real thing.
  checkOptions('redrive', request, ['from', 'processor', 'limit', 'dryRun', 'resolve'])
  const { from = [], dryRun = false } = request
  const remainingMs = Math.max(1, context.getRemainingTimeInMillis() - reserveMs)
  const pipelines = Object.entries({ projections, reactions })
  return redriveFrom({
    ...request,
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
