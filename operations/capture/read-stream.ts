import type { Clock } from '../../core/clock.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ShardDescription, ShardPosition, StreamSource } from '../../engine/ports/stream-source.ts'
import { SourceError } from '../../engine/ports/stream-source.ts'

/** What {@link readStream} takes. */
export interface ReadStreamOptions {
  readonly source: StreamSource
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Records left the stream before they were read. */
  readonly onGap: (shardId: string) => void
}

/** A stream may answer with empty pages before its records come, so one is no end yet. */
const quietReads = 5
const quietMs = 100

/** What is written later than this after the beginning is not waited for; clocks may differ by less. */
const overtimeSeconds = 60

const maxFailures = 10
const firstDelayMs = 200

const allShards = async (source: StreamSource): Promise<readonly ShardDescription[]> => {
  const found: ShardDescription[] = []
  let cursor: string | undefined
  do {
    const page = await source.shards(cursor)
    found.push(...page.shards)
    cursor = page.cursor
  } while (cursor !== undefined)
  return found
}

const lastOf = (records: readonly StreamRecord[]): StreamRecord['dynamodb'] => records.at(-1)?.dynamodb

/** Reads one shard up to its end, or up to where nothing more comes. */
const readShard = async function* (
  shardId: string,
  { source, clock, signal, onGap }: ReadStreamOptions,
  untilSeconds: number,
): AsyncIterable<readonly StreamRecord[]> {
  let position: ShardPosition = { type: 'TRIM_HORIZON' }
  let iterator: string | undefined
  let quiet = 0
  let failures = 0
  while (!signal.aborted && quiet < quietReads) {
    try {
      iterator ??= await source.iterator(shardId, position)
      const { records, nextIterator } = await source.read(iterator)
      failures = 0
      iterator = nextIterator
      if (records.length > 0) yield records
      const { SequenceNumber, ApproximateCreationDateTime = 0 } = lastOf(records) ?? {}
      if (SequenceNumber !== undefined)
        position = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: SequenceNumber }
      if (nextIterator === undefined || ApproximateCreationDateTime > untilSeconds) return
      quiet = records.length > 0 ? 0 : quiet + 1
      if (quiet > 0 && quiet < quietReads) await clock.wait(quietMs, signal)
    } catch (error) {
      const problem = error instanceof SourceError ? error.problem : 'failed'
      failures += 1
      if (problem === 'not-found') {
        // It was listed a moment ago and has left the stream since. A stream that is gone fails the next listing.
        onGap(shardId)
        return
      }
      if (problem === 'failed' || failures > maxFailures) throw error
      iterator = undefined
      if (problem === 'trimmed') {
        // Before the first record there is nothing to miss.
        if (position.type !== 'TRIM_HORIZON') onGap(shardId)
        position = { type: 'TRIM_HORIZON' }
      }
      if (problem === 'throttled') await clock.wait(firstDelayMs * 2 ** (failures - 1), signal)
    }
  }
}

/**
 * Reads a stream from TRIM_HORIZON to where it ends at the moment, page by page; a shard after its parent, so the
 * records of an item come in their order.
 *
 * Rejects with the source's error when it stays unreadable.
 */
export const readStream = async function* (
  options: ReadStreamOptions,
): AsyncIterable<readonly StreamRecord[]> {
  const untilSeconds = options.clock.now() / 1000 + overtimeSeconds
  const through = new Set<string>()
  for (;;) {
    const waiting = (await allShards(options.source)).filter(({ shardId }) => !through.has(shardId))
    if (waiting.length === 0 || options.signal.aborted) return
    const isWaiting = new Set(waiting.map(({ shardId }) => shardId))
    // Of shards that wait for each other, which no stream has, the first goes first.
    const ready = waiting.filter(({ parentShardId = '' }) => !isWaiting.has(parentShardId))
    for (const { shardId } of ready.length > 0 ? ready : waiting) {
      yield* readShard(shardId, options, untilSeconds)
      through.add(shardId)
    }
  }
}
