import type { StreamRecord, StreamViewType } from '../../core/record/stream-record.ts'
import type {
  ReadResult,
  ShardDescription,
  SourceProblem,
  StreamSource,
  StreamStatus,
} from '../ports/stream-source.ts'
import { SourceError } from '../ports/stream-source.ts'
import { recordSizeBytes } from './record-size.ts'
import type { ScriptedShard } from './scripted-shard.ts'
import { readShard, startOf } from './scripted-shard.ts'

/** A call of a source. */
export type SourceCall = 'shards' | 'iterator' | 'read'

/** A stream that does what a test tells it to. */
export interface ScriptedSource extends StreamSource {
  readonly addShard: (shardId: string, parentShardId?: string) => void
  /** Adds records; their SizeBytes is worked out where it is missing. */
  readonly put: (shardId: string, ...records: readonly StreamRecord[]) => void
  /** No records follow; the shard's readers come to its end. */
  readonly close: (shardId: string) => void
  /** Closes a shard and gives it children, as DynamoDB does when a shard is full or its partition is split. */
  readonly split: (shardId: string, ...children: readonly string[]) => void
  /** Drops the oldest records, as the stream does after 24 hours. */
  readonly trim: (shardId: string, count: number) => void
  /** Takes a whole shard out of the stream, with what is in it. */
  readonly remove: (shardId: string) => void
  /** Makes all iterators that are out useless, as 15 minutes do. */
  readonly expireIterators: () => void
  /** Makes the next calls of a kind fail. */
  readonly failNext: (call: SourceCall, problem: SourceProblem, times?: number) => void
  /** Makes the next reads answer without records although there are some, as GetRecords may. */
  readonly emptyNext: (times: number) => void
  /** Changes what listings show, so that they can be wrong; `undefined` makes them right again. */
  readonly showInstead: (
    change: ((shards: readonly ShardDescription[]) => readonly ShardDescription[]) | undefined,
  ) => void
  /** What the stream is set to; `gone` makes every call fail with `not-found`. */
  readonly setStatus: (status: StreamStatus | 'gone', successorArn?: string) => void
  readonly calls: (call: SourceCall) => number
}

/** What a {@link scriptedSource} is like. */
export interface ScriptedSourceOptions {
  /** Records of a read at most. @defaultValue 1,000 */
  readonly pageSize?: number
  /** Shards of a page of a listing. @defaultValue 100 */
  readonly shardPage?: number
  /** @defaultValue NEW_AND_OLD_IMAGES */
  readonly viewType?: StreamViewType
}

const sized = (record: StreamRecord): StreamRecord => {
  const { dynamodb } = record
  if (dynamodb === undefined || dynamodb.SizeBytes !== undefined) return record
  return { ...record, dynamodb: { ...dynamodb, SizeBytes: recordSizeBytes(dynamodb) } }
}

/** An empty, enabled stream. */
export const scriptedSource = (streamArn: string, options: ScriptedSourceOptions = {}): ScriptedSource => {
  const { pageSize = 1_000, shardPage = 100, viewType = 'NEW_AND_OLD_IMAGES' } = options
  const shards = new Map<string, ScriptedShard>()
  const failures = new Map<SourceCall, { problem: SourceProblem; times: number }>()
  const counts = new Map<SourceCall, number>()
  let shown: Parameters<ScriptedSource['showInstead']>[0]
  let status: StreamStatus | 'gone' = 'ENABLED'
  let successorArn: string | undefined
  let generation = 0
  let emptyReads = 0

  const shardOf = (shardId: string): ScriptedShard => {
    const shard = shards.get(shardId)
    if (shard === undefined) throw new SourceError('not-found', `there is no shard ${shardId}`)
    return shard
  }
  const addShard = (shardId: string, parentShardId?: string): void => {
    const description = { shardId, parentShardId }
    shards.set(shardId, { description, records: [], isClosed: false, trimmed: 0 })
  }
  const answer = async <T>(call: SourceCall, give: () => T): Promise<T> => {
    counts.set(call, (counts.get(call) ?? 0) + 1)
    if (status === 'gone') throw new SourceError('not-found', `there is no stream ${streamArn}`)
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
    if (emptyReads > 0) {
      emptyReads -= 1
      return { records: [], nextIterator: iterator }
    }
    const { records, next } = readShard(shardOf(shardId), from, pageSize)
    return { records, nextIterator: next === undefined ? undefined : JSON.stringify([made, shardId, next]) }
  }

  return {
    streamArn,
    addShard,
    put: (shardId, ...records) => {
      for (const record of records) shardOf(shardId).records.push(sized(record))
    },
    close: shardId => {
      shardOf(shardId).isClosed = true
    },
    split: (shardId, ...children) => {
      shardOf(shardId).isClosed = true
      for (const child of children) addShard(child, shardId)
    },
    trim: (shardId, dropped) => {
      shardOf(shardId).trimmed += dropped
    },
    remove: shardId => {
      shards.delete(shardId)
    },
    expireIterators: () => {
      generation += 1
    },
    failNext: (call, problem, times = 1) => {
      failures.set(call, { problem, times })
    },
    emptyNext: times => {
      emptyReads = times
    },
    showInstead: change => {
      shown = change
    },
    setStatus: (next, successor) => {
      status = next
      successorArn = successor
    },
    calls: call => counts.get(call) ?? 0,
    successor: async () => Promise.resolve(successorArn),
    shards: async cursor =>
      answer('shards', () => {
        const all = [...shards.values()].map(({ description }) => description)
        const seen = shown === undefined ? all : shown(all)
        const from = cursor === undefined ? 0 : Number(cursor)
        const next = from + shardPage
        return {
          shards: seen.slice(from, next),
          cursor: next < seen.length ? String(next) : undefined,
          viewType,
          status: status === 'gone' ? undefined : status,
        }
      }),
    iterator: async (shardId, position) =>
      answer('iterator', () => JSON.stringify([generation, shardId, startOf(shardOf(shardId), position)])),
    read: async iterator => answer('read', () => readNow(iterator)),
  }
}
