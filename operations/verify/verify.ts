import type { BlobStore } from '../../core/blob/blob-store.ts'
import { plainImage, plainRecord } from '../../core/record/fetch-blobs.ts'
import type { Check, Processor } from '../../core/processor/processor.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'

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
type StateCheck = Extract<Check, { readonly kind: 'state' }>
type EventsCheck = Extract<Check, { readonly kind: 'events' }>

const verifyState = async (
  check: StateCheck,
  { scan, blobs }: VerifyInput,
  report: Report,
): Promise<void> => {
  const wanted = new Map<string, string>()
  for await (const { keys, item } of scan()) {
    for (const [id, content] of await check.expected(keys, await plainImage(item, blobs)))
      wanted.set(id, content)
  }
  for await (const [id, content] of check.actual()) {
    const expected = wanted.get(id)
    if (expected === undefined) report('ghosts', id)
    else if (expected !== content) report('stale', id)
    wanted.delete(id)
  }
  for (const id of wanted.keys()) report('missing', id)
}

const verifyEvents = async (
  check: EventsCheck,
  { received, blobs }: VerifyInput,
  report: Report,
): Promise<void> => {
  const wanted = new Set<string>()
  for (const record of received()) {
    for (const id of check.expected(await plainRecord(record, blobs))) wanted.add(id)
  }
  // An identity leaves the set with its first entry, so that a second one shows as a ghost.
  for await (const id of check.actual()) {
    if (!wanted.delete(id)) report('ghosts', id)
  }
  for (const id of wanted) report('missing', id)
}

/**
 * Compares what the sinks hold with what the table and its changes say they must hold. Reads only.
 * It has to run when nothing is on its way: a change in flight shows as a difference.
 */
export const verify = async (input: VerifyInput): Promise<VerifyResult> => {
  const verdict = { missing: 0, stale: 0, ghosts: 0 }
  for (const { name, check } of input.processors) {
    if (check === undefined) continue
    const report: Report = (problem, id) => {
      verdict[problem] += 1
      input.onDifference?.({ processor: name, problem, id })
    }
    if (check.kind === 'state') await verifyState(check, input, report)
    else await verifyEvents(check, input, report)
  }
  return verdict
}
