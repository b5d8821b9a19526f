import { tmpdir } from 'node:os'
import { randomUUID } from 'node:crypto'
import type { LambdaContext } from '../core/handler/stream-handler-options.ts'
import { systemClock } from '../core/clock.ts'
import { jsonLogger } from '../core/logger.ts'
import { verifyDeployed } from '../operations/verify/verify-deployed.ts'
import type { VerifySummary } from '../operations/verify/verify-event.ts'
import { pipeline as projections } from './projections.ts'

/** Kept back for the answer, in milliseconds. */
const reserveMs = 30_000

/** Invoked by a schedule: compares a share of table and sinks, and gives what differs as metrics. */
export const handler = async (_: unknown, context: LambdaContext): Promise<VerifySummary> =>
  verifyDeployed({
    functionName: 'projections',
    registry: projections(process.env),
    env: process.env,
    workIn: tmpdir(),
    clock: systemClock,
    random: Math.random,
    newId: randomUUID,
    signal: AbortSignal.timeout(Math.max(1, context.getRemainingTimeInMillis() - reserveMs)),
    logger: jsonLogger,
    print: text => void process.stdout.write(`${text}\n`),
  })
