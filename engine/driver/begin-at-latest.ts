import type { ShardDescription } from '../ports/stream-source.ts'
import { takeLatest } from './latest.ts'
import type { Lineage } from './lineage.ts'
import type { Mapping } from './mapping.ts'
import { messageOf } from './mapping.ts'

/**
 * Takes up LATEST in a stream that this mapping sees for the first time. A shard that has a child is closed: it holds
 * only what was written before. All of it is saved before anything is read, so that a stop before the first record
 * loses no position. False when something failed; it is to be done again then.
 */
export const beginAtLatest = async (
  mapping: Mapping,
  lineage: Lineage,
  shards: readonly ShardDescription[],
): Promise<boolean> => {
  const { id, checkpoints } = mapping
  const parents = new Set(shards.map(({ parentShardId }) => parentShardId))
  try {
    for (const { shardId } of shards) {
      if (parents.has(shardId)) {
        await checkpoints.save(id, shardId, { type: 'shard-end' })
        lineage.finish(shardId)
      } else {
        const { checkpoint, beginning } = await takeLatest(mapping, shardId)
        await checkpoints.save(id, shardId, checkpoint)
        lineage.beginAt(shardId, beginning)
      }
    }
    return true
  } catch (error) {
    mapping.tell({ event: 'SourceFailed', shardId: undefined, problem: 'failed', message: messageOf(error) })
    return false
  }
}
