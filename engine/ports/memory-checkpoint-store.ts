import type { Checkpoint, CheckpointStore } from './checkpoint-store.ts'

/** Checkpoints that live as long as the process. */
export const memoryCheckpointStore = (): CheckpointStore => {
  const mappings = new Map<string, Map<string, Checkpoint>>()
  return {
    load: async mappingId => Promise.resolve(new Map(mappings.get(mappingId))),
    save: async (mappingId, shardId, checkpoint) => {
      const shards = mappings.get(mappingId) ?? new Map<string, Checkpoint>()
      mappings.set(mappingId, shards.set(shardId, checkpoint))
      return Promise.resolve()
    },
  }
}
