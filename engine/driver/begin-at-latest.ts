import { reasonOf } from '../../core/errors/thrown.ts'
import type { Checkpoint } from '../ports/checkpoint-store.ts'
import type { ShardDescription } from '../ports/stream-source.ts'
import { beginningAt, takeLatest } from './latest.ts'
import type { Lineage } from './lineage.ts'
import type { Mapping } from './mapping.ts'

type Shards = readonly ShardDescription[]

/** Generations of shards, the youngest first: the first of them has no children. */
const generations = function* (shards: Shards): Iterable<Shards> {
  for (let rest = shards; rest.length > 0;) {
    const parents = new Set(rest.map(({ parentShardId }) => parentShardId))
    const childless = rest.filter(({ shardId }) => !parents.has(shardId))
    // Shards that descend from each other, which no stream has, would never come to an end.
    const generation = childless.length > 0 ? childless : rest
    yield generation
    rest = rest.filter(shard => !generation.includes(shard))
  }
}

const told = async (mapping: Mapping, begin: () => Promise<void>): Promise<boolean> => {
  try {
    await begin()
    return true
  } catch (error) {
    mapping.tell({ event: 'SourceFailed', shardId: undefined, problem: 'failed', message: reasonOf(error) })
    return false
  }
}

/**
 * Takes up LATEST in a stream that this mapping sees for the first time. A shard that has a child is closed: it holds
 * only what was written before. All of it is saved before anything is read, so that a stop before the first record
 * loses no position; children are saved before their parents, so that {@link goOnAtLatest} can tell after a kill what
 * was not come to. False when something failed; it is to be done again then.
 */
export const beginAtLatest = async (mapping: Mapping, lineage: Lineage, shards: Shards): Promise<boolean> =>
  told(mapping, async () => {
    const { id, checkpoints, source } = mapping
    const [open = [], ...closed] = generations(shards)
    for (const { shardId } of open) {
      const { checkpoint, beginning } = await takeLatest(mapping, shardId)
      await checkpoints.save(id, source.streamArn, shardId, checkpoint)
      lineage.beginAt(shardId, beginning)
    }
    for (const { shardId } of closed.flat()) {
      await checkpoints.save(id, source.streamArn, shardId, { type: 'shard-end' })
      lineage.finish(shardId)
    }
  })

/** When a mapping began at LATEST, as long as a position that it took up then is known. */
export const latestSinceMs = (known: ReadonlyMap<string, Checkpoint>): number | undefined => {
  const times = [...known.values()].flatMap(each => (each.type === 'latest' ? [each.atMs] : []))
  return times.length === 0 ? undefined : Math.min(...times)
}

/**
 * Goes on with what {@link beginAtLatest} did not come to before the process was killed: a shard of which neither a
 * position nor that of its parent is known was there already. It is read by time, since its LATEST is long past.
 */
export const goOnAtLatest = async (
  mapping: Mapping,
  lineage: Lineage,
  shards: Shards,
  known: ReadonlyMap<string, Checkpoint>,
  atMs: number,
): Promise<boolean> =>
  told(mapping, async () => {
    const { id, checkpoints, source } = mapping
    const checkpoint = { type: 'latest', atMs, sequenceNumber: undefined } as const
    for (const { shardId, parentShardId = '' } of [...generations(shards)].flat()) {
      if (known.has(shardId) || known.has(parentShardId)) continue
      await checkpoints.save(id, source.streamArn, shardId, checkpoint)
      lineage.beginAt(shardId, beginningAt(checkpoint))
    }
  })
