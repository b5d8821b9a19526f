import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ShardPosition } from '../ports/stream-source.ts'
import { SourceError } from '../ports/stream-source.ts'
import type { Mapping } from './mapping.ts'

/** What one turn of reading gave. */
export interface Turn {
  readonly records: readonly StreamRecord[]
  /** The shard is closed and read to its end. */
  readonly isEnd: boolean
  /** The source answered; after an error nothing can be said about whether there is more. */
  readonly isAnswer: boolean
}

/** Reads a shard page by page and gets over whatever its calls can fail with. */
export type ReadShard = () => Promise<Turn>

const noAnswer: Turn = Object.freeze({ records: [], isEnd: false, isAnswer: false })

const lastNumber = (records: readonly StreamRecord[]): string | undefined =>
  records.at(-1)?.dynamodb?.SequenceNumber

/**
 * A reader that begins at `position`. An iterator that expired is replaced by one behind the last record read;
 * records that left the stream are told as a gap, and reading goes on at the oldest one left. No error ever passes
 * for the end of the shard.
 */
export const shardReader = (mapping: Mapping, shardId: string, begin: ShardPosition): ReadShard => {
  let position = begin
  let iterator: string | undefined

  const recover = (error: unknown): Turn => {
    const problem = error instanceof SourceError ? error.problem : 'failed'
    const message = error instanceof Error ? error.message : String(error)
    iterator = undefined
    if (problem === 'trimmed') {
      const after = position.type === 'AFTER_SEQUENCE_NUMBER' ? position.sequenceNumber : undefined
      mapping.tell({ event: 'Gap', shardId, after })
      position = { type: 'TRIM_HORIZON' }
    } else if (problem !== 'expired-iterator') {
      mapping.tell({ event: 'SourceFailed', shardId, problem, message })
    }
    return noAnswer
  }

  return async () => {
    try {
      iterator ??= await mapping.source.iterator(shardId, position)
      const { records, nextIterator } = await mapping.source.read(iterator)
      const last = lastNumber(records)
      if (last !== undefined) position = { type: 'AFTER_SEQUENCE_NUMBER', sequenceNumber: last }
      iterator = nextIterator
      return { records, isEnd: nextIterator === undefined, isAnswer: true }
    } catch (error) {
      return recover(error)
    }
  }
}
