import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { asError } from '../errors/thrown.ts'
import { recordName } from '../ledger/facts.ts'
import { recordId, writeFacts } from '../ledger/ledger.ts'
import type { Runs } from '../ledger/runs.ts'
import { killsIn, noRuns } from '../ledger/runs.ts'
import { isOlder } from './age.ts'
import type { Batch } from './batch.ts'
import { inTime } from './in-time.ts'
import type { KnownFacts } from './known-facts.ts'
import type { DispatchOptions } from './options.ts'
import { sayError } from './say.ts'
import type { Unit } from './want.ts'
import { isFinished } from './want.ts'

/** A record that is alone in its batch, and what is known of the invocations in which it was. */
interface Lone {
  readonly unit: Unit
  readonly runs: Runs
}

/** The record that is to be watched, because an invocation may not live to say what it did. */
export const loneIn = (
  batch: Batch,
  known: KnownFacts,
  timeoutMs: number,
  options: DispatchOptions,
): Lone | undefined => {
  const [unit] = batch.units
  if (unit === undefined || batch.units.length > 1 || batch.wants.every(isFinished)) return undefined
  // Only a record that is older than the function's time may have ended it before.
  if (!isOlder(unit.view, timeoutMs, options.clock.now())) return undefined
  const { streamArn } = unit.view
  const runs = known.get(streamArn)?.get(recordName(recordId(unit.view)))?.runs ?? noRuns
  return { unit, runs }
}

/** Marks what has killed the function often enough: it is parked before it runs. */
const giveUp = (batch: Batch, kills: number): void => {
  for (const want of batch.wants) {
    if (!isFinished(want))
      want.error ??= raise(deliveryFaults, 'delivery.killed', { processor: want.processor.name, kills })
  }
}

/**
 * Before a lone record runs: takes a number in the ledger, or gives the record up. Returns what the ledger is to be
 * told when the invocation answers. What cannot be written cannot be counted, and the record runs all the same.
 */
export const beginLone = async (
  batch: Batch,
  { unit, runs }: Lone,
  options: DispatchOptions,
): Promise<Runs | undefined> => {
  const kills = killsIn(runs)
  if (kills >= options.maxAttempts) {
    giveUp(batch, kills)
    return undefined
  }
  const number = runs.started + 1
  const { functionName, stage, ledger, clock, deadlineAtMs, reserveMs, ledgerLifeMs } = options
  const { sequenceNumber, streamArn } = unit.view
  const id = recordId(unit.view)
  const facts = new Map([
    [recordName(id), { id, byProcessor: new Map(), runs: { started: number, ended: runs.ended } }],
  ])
  const [lowest, first, last] = [sequenceNumber, sequenceNumber, sequenceNumber]
  const under = { lowest, first, last, expiresAtMs: clock.now() + ledgerLifeMs }
  try {
    await inTime(Math.max(100, (deadlineAtMs - reserveMs - clock.now()) / 4), clock, async signal =>
      writeFacts(ledger, { functionName, stage, streamArn }, facts, under, signal),
    )
    return { started: number, ended: [...runs.ended, number] }
  } catch (thrown) {
    const cause = asError(thrown)
    const failure = raise(deliveryFaults, 'delivery.ledger-unwritable', { reason: cause.message }, { cause })
    sayError(options, 'error', failure, { sequenceNumber }, [unit.view])
    return undefined
  }
}
