import type { ShardDescription, ShardPage, StreamSource } from '../../../engine/ports/stream-source.ts'
import { SourceError } from '../../../engine/ports/stream-source.ts'
import type { FaultWorld } from '../fault-world.ts'
import type { FaultScenario } from '../scenario.ts'
import { atShares, underLoad } from '../scenario.ts'

const splitAll = ({ table, dice }: FaultWorld): void => {
  for (const shardId of [...table.current().open]) table.split(shardId, dice.chance(0.6) ? 1 : 2)
}

/** Five writes of one key within a second, its shard split in the middle. */
const straddle = ({ table, dice }: FaultWorld): void => {
  const { homes } = table.current()
  const key = dice.oneOf([...homes.keys()] as [string])
  for (let write = 0; write < 5; write += 1) {
    table.put(key)
    if (write === 1) table.split(homes.get(key) ?? '', 2)
  }
}

/** Pages out of order, an error in the middle, an empty cursor at the end. */
const crookedListing = (source: StreamSource, { dice }: FaultWorld): StreamSource => {
  const listings = new Map<string, ShardPage[]>()
  return {
    ...source,
    shards: async cursor => {
      if (cursor === undefined) {
        const all: ShardDescription[] = []
        let page = await source.shards(undefined)
        all.push(...page.shards)
        while (page.cursor !== undefined) {
          page = await source.shards(page.cursor)
          all.push(...page.shards)
        }
        const mixed = all.map(shard => [dice.random(), shard] as const).toSorted((a, b) => a[0] - b[0])
        const pages = Array.from({ length: Math.ceil(mixed.length / 100) }, (_, at) => ({
          ...page,
          shards: mixed.slice(at * 100, at * 100 + 100).map(([, shard]) => shard),
          cursor: undefined,
        }))
        listings.set('now', pages)
      }
      const at = Number(cursor ?? 0)
      const pages = listings.get('now') ?? []
      if (at > 0 && dice.chance(0.3)) throw new SourceError('failed', 'the listing broke off')
      // A repeated cursor now and then: what was listed in a circle is not believed.
      const next = at + 1 < pages.length ? String(dice.chance(0.1) && at > 0 ? at : at + 1) : ''
      return { ...(pages[at] ?? { shards: [] }), cursor: next }
    },
  }
}

const hiding = ({ table, dice }: FaultWorld): void => {
  const share = dice.random()
  let wrong = 2
  table.current().source.showInstead(shards => {
    wrong -= 1
    return wrong < 0 ? shards : shards.filter((_, at) => (at * share * 7) % 1 < 0.7).toReversed()
  })
}

const splitting = atShares([0.2, 0.5, 0.8], splitAll)

const rightAgain = ({ table }: FaultWorld): void => {
  for (const { source } of table.streams) source.showInstead(undefined)
}

/** Of this many shards each has to be read. */
const manyShards = 250

/** What the streams of a table do to whoever reads them: F1, F2, F4, F5. */
export const shardScenarios: readonly FaultScenario[] = [
  underLoad(
    {
      id: 'F1',
      injects: 'all shards close and their children open, twice, in the middle of the load',
      expects: 'order per key across parents and children',
      others:
        'KCL’s canary splits and merges 20 shards and checks order per shard. Redpanda Connect started children at LATEST and lost the backlog (#4687).',
    },
    { disturb: atShares([0.3, 0.7], splitAll) },
  ),
  underLoad(
    {
      id: 'F2',
      injects: 'shards split between five writes of one key within a second, ten times',
      expects: 'the newest write wins for every key',
      others:
        'Data Prepper numbers records of a second by a counter in memory, which begins anew with the child’s consumer; the newest may then lose.',
    },
    { disturb: atShares([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], straddle) },
  ),
  underLoad(
    {
      id: 'F4',
      injects: `${manyShards} shards, listed in three pages that come out of order, break off, repeat a cursor or end with an empty one`,
      expects: 'every shard is read; a listing that goes in a circle is refused, not believed',
      others: 'Redpanda Connect read the first page only (#4489, since mended with tests).',
    },
    {
      shards: manyShards,
      pollIntervalMs: 30_000,
      keys: ({ count }) => Array.from({ length: Math.max(count, 200) }, (_, number) => `item-${number}`),
      through: (source, _, world) => crookedListing(source, world),
    },
  ),
  underLoad(
    {
      id: 'F5',
      injects:
        'listings that hide shards, show a child before its parent, or a closed leaf without its child',
      expects: 'children are found at a later look; discovery goes on',
      others:
        'The Kinesis adapter, Flink (PR #193, #252) and Estuary (PR #3418) each stalled or lost a lineage here before they mended it.',
    },
    {
      disturb: async (world, share) => {
        await splitting(world, share)
        if (world.dice.chance(0.3)) hiding(world)
      },
      after: rightAgain,
    },
  ),
]
