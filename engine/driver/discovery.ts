import type { ShardDescription } from '../ports/stream-source.ts'
import { beginAtLatest, goOnAtLatest, latestSinceMs } from './begin-at-latest.ts'
import type { Lineage, LineageStep } from './lineage.ts'
import { newLineage } from './lineage.ts'
import { listShards } from './list-shards.ts'
import type { Mapping } from './mapping.ts'
import type { Positions } from './positions.ts'
import { streamWatch } from './stream-watch.ts'

/** What a look at the stream gave. */
export type Look = { readonly type: 'failed' | 'gone' } | ({ readonly type: 'seen' } & LineageStep)

/** Finds the shards of a stream, again and again. */
export interface Discovery {
  readonly lineage: Lineage
  readonly look: () => Promise<Look>
  /** How long to wait before the next look: briefly while a shard is expected. */
  readonly intervalMs: (look: Look) => number
  /** A shard ended: its children should show soon. */
  readonly expect: () => void
}

/** How often a stream without expected shards is listed, in milliseconds. */
const calmMs = 2_000
const eagerLooks = 10
const firstEagerMs = 50
const longestEagerMs = 1_000

const eagerMs = (looksLeft: number): number =>
  Math.min(longestEagerMs, firstEagerMs * 2 ** (eagerLooks - looksLeft))

/** A discovery that goes on where the checkpoints end. */
export const newDiscovery = (mapping: Mapping, { known, earlierArn }: Positions): Discovery => {
  const lineage = newLineage(known, mapping.choices.missingListings)
  const watch = streamWatch(mapping)
  // What was written between two streams of a table is new to a mapping that stood in the first.
  let hasBegun = mapping.settings.StartingPosition !== 'LATEST' || earlierArn !== undefined
  let looksLeft = eagerLooks

  /** Whatever is there before the first listing is old to a mapping that begins at LATEST. */
  const begin = async (shards: readonly ShardDescription[]): Promise<boolean> => {
    if (known.size === 0) return beginAtLatest(mapping, lineage, shards)
    const sinceMs = latestSinceMs(known)
    return sinceMs === undefined || goOnAtLatest(mapping, lineage, shards, known, sinceMs)
  }

  return {
    lineage,
    look: async () => {
      const listed = await listShards(mapping)
      if (listed.type !== 'listed') {
        await watch(listed.type === 'gone' ? 'gone' : undefined)
        return { type: listed.type }
      }
      const { shards, status } = listed.listing
      await watch(status)
      hasBegun ||= await begin(shards)
      if (!hasBegun) return { type: 'failed' }
      const step = lineage.take(shards)
      if (step.open.length > 0 && !step.isWaiting) looksLeft = 0
      return { type: 'seen', ...step }
    },
    intervalMs: look => {
      if (look.type === 'failed') return mapping.choices.pollIntervalMs
      const isExpecting = looksLeft > 0 || (look.type === 'seen' && look.isWaiting)
      if (!isExpecting) return calmMs
      const ms = eagerMs(looksLeft)
      looksLeft = Math.max(0, looksLeft - 1)
      return ms
    },
    expect: () => {
      looksLeft = eagerLooks
    },
  }
}
