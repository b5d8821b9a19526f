import type { BlobStore } from '../../core/blob/blob-store.ts'
import { plainImage, plainRecord } from '../../core/record/fetch-blobs.ts'
import type { EventsCheck, Processor, StateCheck } from '../../core/processor/processor.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { addEntry, compareEntries } from './events/compare-entries.ts'
import { contentHash, memorySpill } from './spill.ts'
import { addClaim, addFound, compareSides } from './state/compare-sides.ts'

/** What `verify` found: each number counts documents or entries, over all processors. */
export interface VerifyResult {
  /** A wanted item without its document, or an audited change without its entry. */
  readonly missing: number
  /** A document that differs from what its item says now. */
  readonly stale: number
  /** A document whose item does not want it, or an entry of no change, or a second entry of one. */
  readonly ghosts: number
}

/** One difference, for a person to look at. */
export interface Difference {
  readonly processor: string
  readonly problem: keyof VerifyResult
  readonly id: string
}

/** An item of the table, and its key attributes by themselves. */
export interface ScannedItem {
  readonly keys: Image
  readonly item: Image
}

/** What {@link verify} compares. */
export interface VerifyInput {
  readonly processors: readonly Processor[]
  /** The table, read consistently; called once per processor that holds state. */
  readonly scan: () => AsyncIterable<ScannedItem>
  /** The changes that the pipeline received, for processors that keep events. */
  readonly received: () => Iterable<StreamRecord>
  /** Where values lie that were offloaded from items. */
  readonly blobs?: BlobStore
  readonly onDifference?: (difference: Difference) => void
}

type Report = (problem: keyof VerifyResult, id: string) => void

const verifyState = async (
  check: StateCheck,
  { scan, blobs }: VerifyInput,
  report: Report,
): Promise<void> => {
  const [wanted, found] = [memorySpill(), memorySpill()]
  for await (const { keys, item } of scan()) {
    for (const [id, content] of await check.expected(keys, await plainImage(item, blobs)))
      addClaim(wanted, id, { hash: contentHash(content), table: 0, keys })
  }
  for await (const [id, content] of check.actual()) addFound(found, id, contentHash(content))
  for (const { id, problem, claim, found: hash } of compareSides(wanted, found))
    if (claim?.hash !== hash) report(problem, id)
}

const verifyEvents = async (
  check: EventsCheck,
  { received, blobs }: VerifyInput,
  report: Report,
): Promise<void> => {
  const [wanted, found] = [memorySpill(), memorySpill()]
  for (const record of received()) {
    for (const id of check.expected(await plainRecord(record, blobs))) addEntry(wanted, id)
  }
  for await (const id of check.actual()) addEntry(found, id)
  for (const { id, problem } of compareEntries(wanted, found, true))
    report(problem === 'missing' ? 'missing' : 'ghosts', id)
}

/**
 * Compares what the sinks hold with what the table and its changes say they must hold, by one look, in memory. Reads
 * only. It has to run when nothing is on its way: a change in flight shows as a difference. For a table that is in
 * use, and for one of any size, there is `verifyTables`.
 */
export const verify = async (input: VerifyInput): Promise<VerifyResult> => {
  const verdict = { missing: 0, stale: 0, ghosts: 0 }
  for (const { name, check } of input.processors) {
    const report: Report = (problem, id) => {
      verdict[problem] += 1
      input.onDifference?.({ processor: name, problem, id })
    }
    if (check?.kind === 'state') await verifyState(check, input, report)
    else if (check?.kind === 'events') await verifyEvents(check, input, report)
  }
  return verdict
}
