import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import type { LambdaContext } from '../core/handler/stream-handler-options.ts'
import { systemClock } from '../core/clock.ts'
import { jsonLogger } from '../core/logger.ts'
import type { BegunRebuild, RebuildCall, RebuildPart } from '../operations/rebuild/rebuild-deployed.ts'
import { rebuildDeployed } from '../operations/rebuild/rebuild-deployed.ts'
import { pipeline as projections } from './projections.ts'

/** A page that is under way is finished in it, its retries included. */
const reserveMs = 180_000

/** The longest that a function that writes to the index may run: redrive's. */
const longestInvocationMs = 900_000

/** Invoked by a state machine: begins a new index, or fills a part of it. */
export const handler = async (
  call: RebuildCall,
  context: LambdaContext,
): Promise<BegunRebuild | RebuildPart> => {
  const remainingMs = context.getRemainingTimeInMillis()
  return rebuildDeployed({
    call,
    functionName: 'projections',
    registry: projections(process.env),
    env: process.env,
    workIn: tmpdir(),
    newId: randomUUID,
    timeoutMs: longestInvocationMs,
    untilMs: systemClock.now() + Math.max(1, remainingMs - reserveMs),
    clock: systemClock,
    random: Math.random,
    signal: AbortSignal.timeout(Math.max(1, remainingMs - 5_000)),
    logger: jsonLogger,
  })
}
