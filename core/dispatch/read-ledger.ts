import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import { noEntry, recordName } from '../ledger/ledger-entry.ts'
import { readEntries, recordId } from '../ledger/ledger.ts'
import { isByKinesis } from '../record/kinesis-source.ts'
import type { Batch } from './batch.ts'
import { deliveriesOf } from './batch.ts'
import type { KnownEntries } from './by-stream.ts'
import { byStream, sequenceNumberOf } from './by-stream.ts'
import type { Delivery } from './delivery.ts'
import { isFinished } from './delivery.ts'
import { inTime } from './in-time.ts'
import type { DispatchOptions } from './options.ts'
import { timeShareMs } from './time-shares.ts'

/**
 * What earlier invocations left behind about the records of this batch: one query per stream, and half of the time at
 * most, so that there is an answer even when the ledger gives none.
 *
 * @throws PipelineError `delivery.ledger-unreadable`
 */
export const readLedger = async (batch: Batch, options: DispatchOptions): Promise<KnownEntries> => {
  try {
    const { functionName, stage, ledger, clock } = options
    const read = async (signal: AbortSignal) =>
      Promise.all(
        [...byStream(batch.records)].map(async ([streamArn, records]) => {
          const scope = { functionName, stage, streamArn }
          const [first, last] = [sequenceNumberOf(records[0]), sequenceNumberOf(records.at(-1))]
          return [streamArn, await readEntries(ledger, scope, first, last, signal)] as const
        }),
      )
    return new Map(await inTime(timeShareMs('ledger read', options), clock, read))
  } catch (cause) {
    throw raise(deliveryFaults, 'delivery.ledger-unreadable', { reason: reasonOf(cause) }, { cause })
  }
}

/**
 * A state sink that already holds a later image of the item has nothing to gain from an earlier one. What came by
 * Kinesis is not earlier for having arrived earlier.
 */
const passOver = (first: Delivery): void => {
  if (isByKinesis(first.record.view.streamArn)) return
  let lastApplied: Delivery | undefined
  for (let each: Delivery | undefined = first; each !== undefined; each = each.next) {
    if (each.state === 'applied') lastApplied = each
  }
  if (lastApplied === undefined) return
  for (let each: Delivery | undefined = first; each !== undefined && each !== lastApplied; each = each.next) {
    if (each.state === 'waiting') each.passOver()
  }
}

/** Marks what is finished already, noted in `earlier`, and carries attempts over. */
export const resumeDeliveries = (batch: Batch, known: KnownEntries, earlier?: Set<Delivery>): void => {
  if ([...known.values()].every(({ size }) => size === 0)) return
  for (const record of batch.records) {
    const entries = known.get(record.view.streamArn)?.get(recordName(recordId(record.view)))?.byProcessor
    if (entries === undefined) continue
    for (const delivery of deliveriesOf(batch, record)) {
      delivery.resume(entries.get(delivery.processor.name) ?? noEntry)
      if (earlier !== undefined && isFinished(delivery)) earlier.add(delivery)
    }
  }
  for (const items of batch.items) {
    if (items[0]?.processor.sink === 'state') items.forEach(passOver)
  }
}
