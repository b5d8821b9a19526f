import type { Checkpoint } from '../ports/checkpoint-store.ts'
import type { ShardDescription } from '../ports/stream-source.ts'
import type { Beginning } from './latest.ts'
import { beginningAt } from './latest.ts'

/** A shard whose turn it is. */
export interface Opening extends ShardDescription {
  readonly beginning: Beginning
}

/** What a listing leads to. */
export interface LineageStep {
  readonly open: readonly Opening[]
  /** Shards that left the stream before all of them was read. */
  readonly gaps: readonly { readonly shardId: string; readonly after: string | undefined }[]
  /** Some shard waits: for its parent, or for its parent to be missing often enough. */
  readonly isWaiting: boolean
}

/** Which shards are through, and which may be opened: a child only after its parent. */
export interface Lineage {
  readonly take: (listed: readonly ShardDescription[]) => LineageStep
  readonly beginAt: (shardId: string, beginning: Beginning) => void
  readonly finish: (shardId: string) => void
  /** The shard was missing from enough listings in a row to be taken for gone. */
  readonly isGone: (shardId: string) => boolean
}

const fromTheStart: Beginning = { position: { type: 'TRIM_HORIZON' } }

/**
 * Begins with what is saved. Listings are not trusted to be whole: a child may be listed before its parent, so a
 * parent that nobody has seen counts as trimmed only when it has been missing several times in a row.
 */
export const newLineage = (known: ReadonlyMap<string, Checkpoint>, missingListings: number): Lineage => {
  const through = new Set<string>()
  const opened = new Set<string>()
  const missing = new Map<string, number>()
  const beginnings = new Map<string, Beginning>()
  for (const [shardId, checkpoint] of known) {
    if (checkpoint.type === 'shard-end') through.add(shardId)
    else beginnings.set(shardId, beginningAt(checkpoint))
  }

  const isGone = (shardId: string): boolean => (missing.get(shardId) ?? 0) >= missingListings
  const count = (listed: readonly ShardDescription[]): void => {
    const there = new Set(listed.map(({ shardId }) => shardId))
    const parents = listed.flatMap(({ parentShardId }) => parentShardId ?? [])
    for (const shardId of new Set([...parents, ...beginnings.keys(), ...opened])) {
      if (there.has(shardId)) missing.delete(shardId)
      else if (!through.has(shardId)) missing.set(shardId, (missing.get(shardId) ?? 0) + 1)
    }
  }
  const gone = (): LineageStep['gaps'] => {
    const lost = [...beginnings].filter(([shardId]) => !opened.has(shardId) && isGone(shardId))
    for (const [shardId] of lost) {
      beginnings.delete(shardId)
      through.add(shardId)
    }
    return lost.map(([shardId, { position }]) => ({
      shardId,
      after: position.type === 'AFTER_SEQUENCE_NUMBER' ? position.sequenceNumber : undefined,
    }))
  }
  const isReady = (parentShardId: string | undefined): boolean => {
    if (parentShardId === undefined || through.has(parentShardId)) return true
    return !opened.has(parentShardId) && isGone(parentShardId)
  }

  return {
    isGone,
    beginAt: (shardId, beginning) => {
      beginnings.set(shardId, beginning)
    },
    finish: shardId => {
      opened.delete(shardId)
      through.add(shardId)
    },
    take: listed => {
      count(listed)
      const gaps = gone()
      const isNew = ({ shardId }: ShardDescription): boolean => !opened.has(shardId) && !through.has(shardId)
      const open = listed
        .filter(shard => isNew(shard) && isReady(shard.parentShardId))
        .map(shard => ({ ...shard, beginning: beginnings.get(shard.shardId) ?? fromTheStart }))
      for (const { shardId } of open) {
        opened.add(shardId)
        beginnings.delete(shardId)
      }
      const isWaiting = beginnings.size > 0 || listed.some(isNew)
      return { open, gaps, isWaiting }
    },
  }
}
