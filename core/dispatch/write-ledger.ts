import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import type { LedgerEntries, LedgerEntry, RecordEntries } from '../ledger/ledger-entry.ts'
import { recordName, uniteEntries } from '../ledger/ledger-entry.ts'
import { recordId, writeEntries } from '../ledger/ledger.ts'
import type { LoneRuns } from '../ledger/lone-runs.ts'
import type { Batch } from './batch.ts'
import { deliveriesOf } from './batch.ts'
import type { BatchRecord } from './batch-record.ts'
import type { KnownEntries } from './by-stream.ts'
import { byStream, sequenceNumberOf } from './by-stream.ts'
import type { Delivery } from './delivery.ts'
import { isFinished } from './delivery.ts'
import { inTime } from './in-time.ts'
import type { DispatchOptions } from './options.ts'
import { timeShareMs } from './time-shares.ts'

/** A stream whose entries could not be written. */
export interface UnwrittenStream {
  readonly streamArn: string
  readonly error: Error
}

const doneOf = ({ state }: Delivery): LedgerEntry['done'] =>
  state === 'parked' ? 'parked' : state === 'applied' || state === 'unchanged' ? 'applied' : undefined

/** What this invocation knows of a delivery: that it is finished, or how it has failed. */
const entryOf = (delivery: Delivery): LedgerEntry | undefined => {
  const { attempts, retryAlone, evidence } = delivery
  const done = doneOf(delivery)
  if (done === undefined && attempts === 0 && !retryAlone && evidence === undefined) return undefined
  const { witness = 0, firstFailedAtMs } = evidence ?? {}
  return {
    done,
    attempts,
    retryAlone,
    witness,
    ...(firstFailedAtMs !== undefined && { firstFailedAtMs }),
  }
}

/** What this invocation knows of the records: everything finished, and every attempt at the rest. */
const entriesOf = (
  batch: Batch,
  records: readonly BatchRecord[],
  loneRuns: LoneRuns | undefined,
): LedgerEntries => {
  const entries = new Map<string, RecordEntries>()
  for (const record of records) {
    const id = recordId(record.view)
    const byProcessor = new Map<string, LedgerEntry>()
    for (const delivery of deliveriesOf(batch, record)) {
      const entry = entryOf(delivery)
      if (entry !== undefined) byProcessor.set(delivery.processor.name, entry)
    }
    if (byProcessor.size > 0 || loneRuns !== undefined)
      entries.set(recordName(id), { id, byProcessor, ...(loneRuns && { loneRuns }) })
  }
  return entries
}

/** Where a later delivery of the batch may begin: the lowest record that is open, the first one and the last one. */
const placesOf = (records: readonly BatchRecord[], lowest: BatchRecord) => ({
  lowest: sequenceNumberOf(lowest),
  first: sequenceNumberOf(records[0]),
  last: sequenceNumberOf(records.at(-1)),
})

/**
 * Leaves behind what a retry has to know, and says of which streams it could not. A batch that is through needs
 * nothing, unless it was counted as `loneRuns` of a lone record. A ledger that cannot be written, or gives no answer
 * in three quarters of the time that is left, does not hold the response back: finished effects may then be repeated,
 * but nothing is lost.
 */
export const writeLedger = async (
  batch: Batch,
  known: KnownEntries,
  loneRuns: LoneRuns | undefined,
  options: DispatchOptions,
): Promise<readonly UnwrittenStream[]> => {
  const open = new Set(batch.deliveries.filter(each => !isFinished(each)).map(({ record }) => record))
  if (open.size === 0 && loneRuns === undefined) return []
  const { functionName, stage, ledger, ledgerLifeMs, clock } = options
  const waitMs = timeShareMs('ledger write', options)
  const write = async (
    streamArn: string,
    records: readonly BatchRecord[],
  ): Promise<readonly UnwrittenStream[]> => {
    const lowest = records.find(record => open.has(record)) ?? (loneRuns && records[0])
    if (lowest === undefined) return []
    const entries = uniteEntries(known.get(streamArn) ?? new Map(), entriesOf(batch, records, loneRuns))
    if (entries.size === 0) return []
    const under = { ...placesOf(records, lowest), expiresAtMs: clock.now() + ledgerLifeMs }
    const scope = { functionName, stage, streamArn }
    try {
      await inTime(waitMs, clock, async signal => writeEntries(ledger, scope, entries, under, signal))
      return []
    } catch (cause) {
      const error = raise(
        deliveryFaults,
        'delivery.ledger-unwritable',
        { reason: reasonOf(cause) },
        { cause },
      )
      return [{ streamArn, error }]
    }
  }
  const writes = [...byStream(batch.records)].map(async ([streamArn, records]) => write(streamArn, records))
  return (await Promise.all(writes)).flat()
}
