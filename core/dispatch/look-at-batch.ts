import type { BlobStore } from '../blob/blob-store.ts'
import type { FetchedBlobs } from '../blob/expand-image.ts'
import { fetchBlobs } from '../record/fetch-blobs.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { RecordView } from '../record/record-view.ts'
import { compareSequenceNumbers } from '../record/sequence-number.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { SeenRecord, lookAt, malformed } from '../record/view-of.ts'
import { isNameOfStream } from '../version/stream-name.ts'
import { BatchRecord } from './batch-record.ts'
import type { DispatchOptions } from './options.ts'

/** Half of the time at most, so that a blob store that hangs costs the records that need it and no others. */
const fetchInTime = async (
  records: readonly StreamRecord[],
  blobs: BlobStore,
  { clock, deadlineAtMs, reserveMs }: DispatchOptions,
): Promise<FetchedBlobs> => {
  const halfMs = Math.max(0, (deadlineAtMs - reserveMs - clock.now()) / 2)
  return fetchBlobs(records, blobs, async signal => clock.wait(halfMs, signal))
}

/** How well an ARN names a stream: not at all, by some text, or as DynamoDB does. */
const legibility = (streamArn: string): number => Number(streamArn !== '') + Number(isNameOfStream(streamArn))

const unnamedStream = ({ view, problem }: SeenRecord): Error | undefined =>
  problem ??
  malformed(
    view.record,
    view.streamArn === ''
      ? 'it has no eventSourceARN, which others of its batch have'
      : 'its eventSourceARN names no stream, as others of its batch do',
  )

/** Of a batch in which others name their stream, a record that does not is one of theirs that was damaged. */
const withStreams = (all: readonly SeenRecord[]): readonly SeenRecord[] => {
  const first = all[0]?.view.streamArn
  if (all.every(({ view }) => view.streamArn === first)) return all
  const arns = [...new Set(all.map(({ view }) => view.streamArn))]
  const best = Math.max(...arns.map(legibility))
  const damaged = new Set(arns.filter(arn => legibility(arn) < best))
  return all.map(seen =>
    damaged.has(seen.view.streamArn) ? new SeenRecord(seen.view, unnamedStream(seen)) : seen,
  )
}

const compare = (a: SeenRecord, b: SeenRecord): number =>
  compareSequenceNumbers(a.view.sequenceNumber, b.view.sequenceNumber)

const inOrder = (all: readonly SeenRecord[]): readonly SeenRecord[] => {
  const isSorted = all.every((seen, index) => {
    const before = all[index - 1]
    return before === undefined || compare(before, seen) <= 0
  })
  return isSorted ? all : all.toSorted(compare)
}

const findCopy = (records: readonly BatchRecord[], view: RecordView): BatchRecord | undefined => {
  let index = records.length - 1
  let record = records[index]
  while (record?.view.sequenceNumber === view.sequenceNumber) {
    if (record.view.key === view.key && record.view.streamArn === view.streamArn) return record
    index -= 1
    record = records[index]
  }
  return undefined
}

/** In order, a copy stands right behind its record, or behind another key's record of the same number. */
const withoutCopies = (all: readonly SeenRecord[]): readonly BatchRecord[] => {
  const records: BatchRecord[] = []
  for (const { view, problem } of all) {
    const copy = findCopy(records, view)
    if (copy === undefined) records.push(new BatchRecord(records.length, view, problem))
    else copy.copies += 1
  }
  return records
}

/**
 * The records of an event, each of them once, oldest first, with what is wrong with them.
 *
 * @throws PipelineError `record.unnamed`, `delivery.no-records`
 */
export const lookAtBatch = async (
  records: readonly StreamRecord[],
  options: DispatchOptions,
): Promise<readonly BatchRecord[]> => {
  const blobs = options.blobs && (await fetchInTime(records, options.blobs, options))
  if (!Array.isArray(records)) throw raise(deliveryFaults, 'delivery.no-records', { found: typeof records })
  let near: RecordView | undefined
  const all = records.map((record: StreamRecord) => {
    const seen = lookAt(record, options.originRules, blobs, near)
    near = seen.view
    const problem = options.problems?.get(record)
    return problem === undefined ? seen : new SeenRecord(seen.view, problem)
  })
  return withoutCopies(inOrder(withStreams(all)))
}
