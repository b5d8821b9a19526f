import { compareSequenceNumbers } from '../../core/record/sequence-number.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type {
  ReadResult,
  ShardDescription,
  ShardPosition,
  SourceProblem,
  StreamSource,
} from '../ports/stream-source.ts'
import { SourceError } from '../ports/stream-source.ts'

interface Shard {
  readonly description: ShardDescription
  readonly records: StreamRecord[]
  isClosed: boolean
  /** Records before this one have left the stream. */
  trimmed: number
}

/** A call of a source. */
export type SourceCall = 'shards' | 'iterator' | 'read'

/** A stream that does what a test tells it to. */
export interface ScriptedSource extends StreamSource {
  readonly addShard: (shardId: string, parentShardId?: string) => void
  readonly put: (shardId: string, ...records: readonly StreamRecord[]) => void
  /** No records follow; the shard's readers come to its end. */
  readonly close: (shardId: string) => void
  /** Drops the oldest records, as the stream does after 24 hours. */
  readonly trim: (shardId: string, count: number) => void
  /** Makes all iterators that are out useless, as 15 minutes do. */
  readonly expireIterators: () => void
  /** Makes the next calls of a kind fail. */
  readonly failNext: (call: SourceCall, problem: SourceProblem, times?: number) => void
  readonly calls: (call: SourceCall) => number
}

const startOf = (shard: Shard, position: ShardPosition): number => {
  if (position.type !== 'AFTER_SEQUENCE_NUMBER') {
    return position.type === 'LATEST' ? shard.records.length : shard.trimmed
  }
  const after = position.sequenceNumber
  const index = shard.records.findIndex(
    ({ dynamodb }) => compareSequenceNumbers(dynamodb?.SequenceNumber ?? '', after) > 0,
  )
  const start = index < 0 ? shard.records.length : index
  if (start < shard.trimmed) throw new SourceError('trimmed', `${after} has left the stream`)
  return start
}

/** An empty scripted stream. `pageSize` is how many records a read gives, `shardPage` how many shards a listing. */
export const scriptedSource = (
  streamArn: string,
  { pageSize = 1_000, shardPage = 100 }: { readonly pageSize?: number; readonly shardPage?: number } = {},
): ScriptedSource => {
  const shards = new Map<string, Shard>()
  const failures = new Map<SourceCall, { problem: SourceProblem; times: number }>()
  const counts = new Map<SourceCall, number>()
  let generation = 0

  const shardOf = (shardId: string): Shard => {
    const shard = shards.get(shardId)
    if (shard === undefined) throw new SourceError('not-found', `there is no shard ${shardId}`)
    return shard
  }
  const answer = async <T>(call: SourceCall, give: () => T): Promise<T> => {
    counts.set(call, (counts.get(call) ?? 0) + 1)
    const failure = failures.get(call)
    if (failure !== undefined && failure.times > 0) {
      failure.times -= 1
      throw new SourceError(failure.problem, `${call} was told to fail`)
    }
    return Promise.resolve(give())
  }
  const readNow = (iterator: string): ReadResult => {
    const [made, shardId, from] = JSON.parse(iterator) as [number, string, number]
    if (made !== generation) throw new SourceError('expired-iterator', 'the iterator is too old')
    const shard = shardOf(shardId)
    if (from < shard.trimmed) throw new SourceError('trimmed', 'the records have left the stream')
    const records = shard.records.slice(from, from + pageSize)
    const next = from + records.length
    const isEnd = shard.isClosed && next >= shard.records.length
    return { records, nextIterator: isEnd ? undefined : JSON.stringify([generation, shardId, next]) }
  }

  return {
    streamArn,
    addShard: (shardId, parentShardId) => {
      const description = { shardId, parentShardId }
      shards.set(shardId, { description, records: [], isClosed: false, trimmed: 0 })
    },
    put: (shardId, ...records) => {
      shardOf(shardId).records.push(...records)
    },
    close: shardId => {
      shardOf(shardId).isClosed = true
    },
    trim: (shardId, dropped) => {
      shardOf(shardId).trimmed += dropped
    },
    expireIterators: () => {
      generation += 1
    },
    failNext: (call, problem, times = 1) => {
      failures.set(call, { problem, times })
    },
    calls: call => counts.get(call) ?? 0,
    shards: async cursor =>
      answer('shards', () => {
        const all = [...shards.values()].map(({ description }) => description)
        const from = cursor === undefined ? 0 : Number(cursor)
        const next = from + shardPage
        return { shards: all.slice(from, next), cursor: next < all.length ? String(next) : undefined }
      }),
    iterator: async (shardId, position) =>
      answer('iterator', () => JSON.stringify([generation, shardId, startOf(shardOf(shardId), position)])),
    read: async iterator => answer('read', () => readNow(iterator)),
  }
}
