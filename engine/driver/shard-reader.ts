import { reasonOf } from '../../core/errors/thrown.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { SourceProblem } from '../ports/stream-source.ts'
import { SourceError } from '../ports/stream-source.ts'
import type { Beginning } from './latest.ts'
import { isOld } from './latest.ts'
import type { Mapping } from './mapping.ts'

/** What one turn of reading gave. */
export interface Turn {
  readonly records: readonly StreamRecord[]
  /** The shard is closed and read to its end. */
  readonly isEnd: boolean
  /** The source answered that there is nothing more for now. */
  readonly isEmpty: boolean
  /** Why the source did not answer; nothing can be said then about whether there is more. */
  readonly problem: SourceProblem | undefined
}

/** Reads a shard page by page and gets over whatever its calls can fail with. */
export interface ShardReader {
  readonly read: () => Promise<Turn>
  /** The number behind which reading goes on, if anything was read. */
  readonly after: () => string | undefined
}

const lastNumber = (records: readonly StreamRecord[]): string | undefined =>
  records.at(-1)?.dynamodb?.SequenceNumber

/**
 * A reader that begins where it is told to. An iterator that expired is replaced by one behind the last record read;
 * records that left the stream behind one that was read are told as a gap, and reading goes on at the oldest one left.
 * No error ever passes for the end of the shard.
 */
export const shardReader = (mapping: Mapping, shardId: string, begin: Beginning): ShardReader => {
  let { position, iterator, notBeforeMs } = begin
  let isRefusedAtTheStart = false
  const after = (): string | undefined =>
    position.type === 'AFTER_SEQUENCE_NUMBER' ? position.sequenceNumber : undefined

  const recover = (error: unknown): Turn => {
    const problem = error instanceof SourceError ? error.problem : 'failed'
    iterator = undefined
    // Before its first record there is nothing to miss: an iterator that was taken of an empty shard is behind the oldest
    // record as soon as DynamoDB Local has one.
    const isAtTheStart = problem === 'trimmed' && position.type === 'TRIM_HORIZON' && !isRefusedAtTheStart
    if (isAtTheStart) {
      isRefusedAtTheStart = true
    } else if (problem === 'trimmed') {
      mapping.tell({ event: 'Gap', shardId, after: after() })
      position = { type: 'TRIM_HORIZON' }
    } else if (problem !== 'expired-iterator') {
      mapping.tell({ event: 'SourceFailed', shardId, problem, message: reasonOf(error) })
    }
    return { records: [], isEnd: false, isEmpty: false, problem }
  }

  const withoutOld = (records: readonly StreamRecord[]): readonly StreamRecord[] => {
    const limitMs = notBeforeMs
    if (limitMs === undefined) return records
    const first = records.findIndex(record => !isOld(record, limitMs))
    if (first < 0) return []
    notBeforeMs = undefined
    return records.slice(first)
  }

  const read = async (): Promise<Turn> => {
    try {
      iterator ??= await mapping.source.iterator(shardId, position)
      const { records, nextIterator } = await mapping.source.read(iterator)
      const last = lastNumber(records)
      if (last !== undefined) position = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: last }
      isRefusedAtTheStart = false
      iterator = nextIterator
      return {
        records: withoutOld(records),
        isEnd: nextIterator === undefined,
        isEmpty: records.length === 0,
        problem: undefined,
      }
    } catch (error) {
      return recover(error)
    }
  }
  return { read, after }
}
