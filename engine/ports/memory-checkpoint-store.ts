import type { LeaseMarks } from '../../core/lease/lease-marks.ts'
import { memoryLeaseMarks } from '../../core/lease/lease-marks.ts'
import type { Checkpoint, CheckpointStore } from './checkpoint-store.ts'

type Streams = Map<string, Map<string, Checkpoint>>

/** Checkpoints that live as long as the process. */
export const memoryCheckpointStore = (): CheckpointStore => {
  const mappings = new Map<string, Streams>()
  const leases = new Map<string, LeaseMarks>()
  return {
    streams: async mappingId => Promise.resolve([...(mappings.get(mappingId)?.keys() ?? [])]),
    load: async (mappingId, streamArn) => Promise.resolve(new Map(mappings.get(mappingId)?.get(streamArn))),
    save: async (mappingId, streamArn, shardId, checkpoint) => {
      const streams: Streams = mappings.get(mappingId) ?? new Map<string, Map<string, Checkpoint>>()
      const shards = streams.get(streamArn) ?? new Map<string, Checkpoint>()
      mappings.set(mappingId, streams.set(streamArn, shards.set(shardId, checkpoint)))
      return Promise.resolve()
    },
    marks: mappingId => {
      const marks = leases.get(mappingId) ?? memoryLeaseMarks()
      leases.set(mappingId, marks)
      return marks
    },
  }
}
