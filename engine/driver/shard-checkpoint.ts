import { reasonOf } from '../../core/errors/thrown.ts'
import type { Checkpoint } from '../ports/checkpoint-store.ts'
import type { Mapping } from './mapping.ts'

/** Saves how far a shard is done with. */
export interface ShardCheckpoint {
  /** Saves what is new. False when that failed; the next call tries again, and until then a kill repeats more. */
  readonly save: (sequenceNumber: string | undefined, isThrough: boolean) => Promise<boolean>
}

/** Begins where the shard was left: nothing is saved before there is something new. */
export const shardCheckpoint = (
  mapping: Mapping,
  shardId: string,
  from: string | undefined,
): ShardCheckpoint => {
  let saved = from
  let isEndSaved = false

  const write = async (checkpoint: Checkpoint): Promise<boolean> => {
    try {
      const { id, source, checkpoints, lease } = mapping
      // Another process goes on from what it found: nothing may be put beneath it.
      if (!(await lease.isMine())) return false
      await checkpoints.save(id, source.streamArn, shardId, checkpoint)
      return true
    } catch (error) {
      mapping.tell({ event: 'CheckpointFailed', shardId, message: reasonOf(error) })
      return false
    }
  }

  return {
    save: async (sequenceNumber, isThrough) => {
      const isNew = sequenceNumber !== undefined && sequenceNumber !== saved
      if (isThrough ? isEndSaved : !isNew) return true
      const isWritten = await write(
        isThrough || sequenceNumber === undefined ? { type: 'shard-end' } : { type: 'after', sequenceNumber },
      )
      if (!isWritten) return false
      if (isNew) mapping.tell({ event: 'Checkpointed', shardId, sequenceNumber })
      saved = sequenceNumber
      isEndSaved = isThrough
      return true
    },
  }
}
