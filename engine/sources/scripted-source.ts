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
  /** Adds an open shard without records. */
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
  /** How often a kind of call was made so far. */
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

/** What was told to a stream, as far as its shards do not say. */
interface Script {
  readonly streamArn: string
  readonly shards: Map<string, ScriptedShard>
  readonly failures: Map<SourceCall, { readonly problem: SourceProblem; times: number }>
  readonly counts: Map<SourceCall, number>
  shown: Parameters<ScriptedSource['showInstead']>[0]
  status: StreamStatus | 'gone'
  successorArn: string | undefined
  /** Iterators of earlier ones have expired. */
  generation: number
  emptyReads: number
}

const shardOf = ({ shards }: Script, shardId: string): ScriptedShard => {
  const shard = shards.get(shardId)
  if (shard === undefined) throw new SourceError('not-found', `there is no shard ${shardId}`)
  return shard
}

const addShard = ({ shards }: Script, shardId: string, parentShardId?: string): void => {
  const description = { shardId, parentShardId }
  shards.set(shardId, { description, records: [], isClosed: false, trimmed: 0 })
}

const answer = async <T>(script: Script, call: SourceCall, give: () => T): Promise<T> => {
  const { counts, failures, status, streamArn } = script
  counts.set(call, (counts.get(call) ?? 0) + 1)
  if (status === 'gone') throw new SourceError('not-found', `there is no stream ${streamArn}`)
  const failure = failures.get(call)
  if (failure !== undefined && failure.times > 0) {
    failure.times -= 1
    throw new SourceError(failure.problem, `${call} was told to fail`)
  }
  return Promise.resolve(give())
}

const readNow = (script: Script, iterator: string, pageSize: number): ReadResult => {
  const [made, shardId, from] = JSON.parse(iterator) as [number, string, number]
  if (made !== script.generation) throw new SourceError('expired-iterator', 'the iterator is too old')
  if (script.emptyReads > 0) {
    script.emptyReads -= 1
    return { records: [], nextIterator: iterator }
  }
  const { records, next } = readShard(shardOf(script, shardId), from, pageSize)
  return { records, nextIterator: next === undefined ? undefined : JSON.stringify([made, shardId, next]) }
}

/** What a source answers by the script. */
const answering = (script: Script, options: ScriptedSourceOptions): StreamSource => {
  const { pageSize = 1_000, shardPage = 100, viewType = 'NEW_AND_OLD_IMAGES' } = options
  return {
    streamArn: script.streamArn,
    successor: async () => Promise.resolve(script.successorArn),
    shards: async cursor =>
      answer(script, 'shards', () => {
        const { shards, shown, status } = script
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
      answer(script, 'iterator', () =>
        JSON.stringify([script.generation, shardId, startOf(shardOf(script, shardId), position)]),
      ),
    read: async iterator => answer(script, 'read', () => readNow(script, iterator, pageSize)),
  }
}

/** The words that a test changes the script with. */
const telling = (script: Script): Omit<ScriptedSource, keyof StreamSource> => ({
  addShard: (shardId, parentShardId) => {
    addShard(script, shardId, parentShardId)
  },
  put: (shardId, ...records) => {
    for (const record of records) shardOf(script, shardId).records.push(sized(record))
  },
  close: shardId => {
    shardOf(script, shardId).isClosed = true
  },
  split: (shardId, ...children) => {
    shardOf(script, shardId).isClosed = true
    for (const child of children) addShard(script, child, shardId)
  },
  trim: (shardId, dropped) => {
    shardOf(script, shardId).trimmed += dropped
  },
  remove: shardId => {
    script.shards.delete(shardId)
  },
  expireIterators: () => {
    script.generation += 1
  },
  failNext: (call, problem, times = 1) => {
    script.failures.set(call, { problem, times })
  },
  emptyNext: times => {
    script.emptyReads = times
  },
  showInstead: change => {
    script.shown = change
  },
  setStatus: (next, successor) => {
    script.status = next
    script.successorArn = successor
  },
  calls: call => script.counts.get(call) ?? 0,
})

/** An empty, enabled stream. */
export const scriptedSource = (streamArn: string, options: ScriptedSourceOptions = {}): ScriptedSource => {
  const script: Script = {
    streamArn,
    shards: new Map(),
    failures: new Map(),
    counts: new Map(),
    shown: undefined,
    status: 'ENABLED',
    successorArn: undefined,
    generation: 0,
    emptyReads: 0,
  }
  return { ...answering(script, options), ...telling(script) }
}
