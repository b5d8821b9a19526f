import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { asError } from '../errors/thrown.ts'
import { recordName } from '../ledger/ledger-entry.ts'
import { recordId, writeEntries } from '../ledger/ledger.ts'
import type { LoneRuns } from '../ledger/lone-runs.ts'
import { killsIn, noLoneRuns } from '../ledger/lone-runs.ts'
import { isOlder } from './age.ts'
import type { Batch } from './batch.ts'
import type { BatchRecord } from './batch-record.ts'
import type { KnownEntries } from './by-stream.ts'
import { isFinished } from './delivery.ts'
import { inTime } from './in-time.ts'
import { logError } from './log-error.ts'
import type { DispatchOptions } from './options.ts'
import { timeShareMs } from './time-shares.ts'

/** The record that is to be watched, because an invocation may not live to say what it did. */
const loneRecordIn = (
  batch: Batch,
  timeoutMs: number,
  { clock }: DispatchOptions,
): BatchRecord | undefined => {
  const [record] = batch.records
  if (record === undefined || batch.records.length > 1 || batch.deliveries.every(isFinished)) return undefined
  // Only a record that is older than the function's time may have ended it before.
  return isOlder(record.view, timeoutMs, clock.now()) ? record : undefined
}

/** Marks what has killed the function often enough: it is parked before it runs. */
const giveUp = (batch: Batch, kills: number): void => {
  for (const delivery of batch.deliveries) {
    if (!isFinished(delivery))
      delivery.hinder(raise(deliveryFaults, 'delivery.killed', { processor: delivery.processor.name, kills }))
  }
}

/** Takes a number in the ledger. What cannot be written cannot be counted, and the record runs all the same. */
const takeNumber = async (
  { view }: BatchRecord,
  { started, ended }: LoneRuns,
  options: DispatchOptions,
): Promise<LoneRuns | undefined> => {
  const number = started + 1
  const { functionName, stage, ledger, clock, ledgerLifeMs } = options
  const { sequenceNumber, streamArn } = view
  const id = recordId(view)
  const entry = { id, byProcessor: new Map(), loneRuns: { started: number, ended } }
  const [lowest, first, last] = [sequenceNumber, sequenceNumber, sequenceNumber]
  const under = { lowest, first, last, expiresAtMs: clock.now() + ledgerLifeMs }
  const scope = { functionName, stage, streamArn }
  try {
    await inTime(timeShareMs('number of a lone run', options), clock, async signal =>
      writeEntries(ledger, scope, new Map([[recordName(id), entry]]), under, signal),
    )
    return { started: number, ended: [...ended, number] }
  } catch (thrown) {
    const cause = asError(thrown)
    const failure = raise(deliveryFaults, 'delivery.ledger-unwritable', { reason: cause.message }, { cause })
    logError(options, 'error', failure, { sequenceNumber }, [view])
    return undefined
  }
}

/**
 * Before a record runs that is alone in its batch: counts that it does, or gives it up where it has killed the
 * function often enough. Returns what the ledger is to be told when the invocation answers.
 */
export const startLoneRecord = async (
  batch: Batch,
  known: KnownEntries,
  timeoutMs: number,
  options: DispatchOptions,
): Promise<LoneRuns | undefined> => {
  const record = loneRecordIn(batch, timeoutMs, options)
  if (record === undefined) return undefined
  const { streamArn } = record.view
  const runs = known.get(streamArn)?.get(recordName(recordId(record.view)))?.loneRuns ?? noLoneRuns
  const kills = killsIn(runs)
  if (kills < options.maxAttempts) return takeNumber(record, runs, options)
  giveUp(batch, kills)
  return undefined
}
