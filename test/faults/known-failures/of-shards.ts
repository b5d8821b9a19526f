import type { ShardPage, StreamSource } from '../../../engine/ports/stream-source.ts'
import { SourceError } from '../../../engine/ports/stream-source.ts'
import type { FaultWorld } from '../fault-world.ts'
import { writeName } from '../held-sinks.ts'
import { indexOf } from '../scenarios/repairing.ts'
import type { KnownFailure } from './known-failure.ts'
import { caughtUp, demand, restart, startReaders, stopReaders, story } from './known-failure.ts'

const many = Array.from({ length: 60 }, (_, number) => `item-${number}`)

const onlyShard = ({ table }: FaultWorld): string => [...table.current().open][0] ?? ''

/** The first listing repeats its cursor, the second breaks off in the middle; those after them are right. */
const crooked = (source: StreamSource): StreamSource => {
  let listings = 0
  return {
    ...source,
    shards: async (cursor): Promise<ShardPage> => {
      if (cursor === undefined) listings += 1
      if (cursor !== undefined && listings === 1) return { ...(await source.shards(undefined)), cursor }
      if (cursor !== undefined && listings === 2) throw new SourceError('failed', 'it broke off')
      return source.shards(cursor)
    },
  }
}

/** Every shard is split. The parents leave the listing for good, and the children are not in it for a while. */
const splitUnseen = ({ table }: FaultWorld, gone: Set<string>): (() => void) => {
  const { source, open } = table.current()
  for (const shardId of [...open]) {
    gone.add(shardId)
    table.split(shardId, 2)
  }
  const late = new Set(open)
  source.showInstead(shards => shards.filter(({ shardId }) => !gone.has(shardId) && !late.has(shardId)))
  return () => {
    late.clear()
  }
}

/** Shards, iterators, checkpoints: what is read, and what is said to be done. */
export const shardFailures: readonly KnownFailure[] = [
  {
    id: 'T3',
    system: 'Data Prepper',
    there: 'takes a shard whose iterator call was throttled for finished',
    here: 'no error ever passes for the end of a shard',
    play: story(
      async world => {
        const { table, clock } = world
        const { source } = table.current()
        for (let round = 0; round < 4; round += 1) {
          source.failNext('iterator', round % 2 === 0 ? 'throttled' : 'failed', 8)
          source.expireIterators()
          table.put('a')
          table.split(onlyShard(world), 1)
          table.put('a')
          await clock.pass(5_000)
        }
      },
      {
        before: ({ table }) => {
          table.current().source.failNext('iterator', 'throttled', 5)
        },
      },
    ),
  },
  {
    id: 'T4',
    system: 'Data Prepper',
    there: 'starts with no shards at all when the first listing fails',
    here: 'a listing that failed is made again; no shards is not the same as nothing to do',
    play: story(
      async ({ table, clock }) => {
        for (const key of ['a', 'b', 'c']) table.put(key)
        await clock.pass(60_000)
      },
      {
        before: ({ table }) => {
          table.current().source.failNext('shards', 'failed', 4)
        },
      },
    ),
  },
  {
    id: 'T6',
    system: 'Redpanda Connect, Data Prepper',
    there: 'saved the highest acknowledged position, and a restart lost what was below it (PR #4510; #5818)',
    here: 'a checkpoint is the end of what is finished without a hole',
    play: story(
      async world => {
        const { table, clock, sinks } = world
        sinks.itemTrouble.now = operation =>
          operation.op === 'index' && operation.document.includes('"item-0"')
            ? { status: 429, error: { type: 'rejected_execution_exception', reason: 'queue full' } }
            : undefined
        for (const key of many) table.put(key)
        await clock.pass(30_000)
        await restart(world)
        sinks.itemTrouble.now = undefined
      },
      { items: many, settings: { ParallelizationFactor: 10, BatchSize: 5 } },
    ),
  },
  {
    id: 'T7',
    system: 'Redpanda Connect',
    there: 'started the children of a shard at LATEST and lost what they held already (#4687)',
    here: 'children are read from their beginning, also by a mapping that began at LATEST',
    play: story(
      async world => {
        const { table, clock } = world
        await clock.pass(10_000)
        for (let round = 0; round < 5; round += 1) {
          table.put('a')
          table.split(onlyShard(world), 2)
          for (const key of ['a', 'b', 'c']) table.put(key)
          await clock.pass(30_000)
        }
      },
      { settings: { StartingPosition: 'LATEST' } },
    ),
  },
  {
    id: 'T8',
    system: 'Redpanda Connect, KCL',
    there: 'read a child before its parent, KCL where the parent’s lease is missing (#150)',
    here: 'a child waits until its parent is through, so an item’s changes stay in order',
    play: story(async world => {
      const { table, clock, weather } = world
      weather.at = { audit: { slowMs: 9_000 }, post: { slowMs: 9_000 }, search: { slowMs: 9_000 } }
      for (let round = 0; round < 4; round += 1) {
        for (const key of ['a', 'b', 'a', 'c', 'a']) table.put(key)
        for (const shardId of [...table.current().open]) table.split(shardId, 1)
        for (const key of ['a', 'b', 'c']) table.put(key)
        await clock.pass(2_000)
      }
    }),
  },
  {
    id: 'T9',
    system: 'Redpanda Connect',
    there: 'read the first page of the listing only, and nothing past 100 shards (#4489)',
    here: 'all pages are read; one that repeats its cursor or breaks off is made again',
    play: story(
      async ({ table, clock }) => {
        for (const key of many) table.put(key)
        await clock.pass(60_000)
        for (const key of many) table.put(key)
      },
      { items: many, shards: 120, pollIntervalMs: 10_000, through: source => crooked(source) },
    ),
  },
  {
    id: 'T10',
    system: 'Flink, Estuary, KCL, the Kinesis adapter',
    there: 'lost a lineage whose shard ended between two looks (PR #193, PR #3418, #442)',
    here: 'children are found at a later look, also when their parent has left the listing',
    play: story(
      async world => {
        const { table, clock } = world
        const gone = new Set<string>()
        for (let round = 0; round < 3; round += 1) {
          for (const key of ['a', 'b', 'c']) table.put(key)
          await caughtUp(world)
          const showChildren = splitUnseen(world, gone)
          for (const key of ['a', 'b', 'c']) table.put(key)
          await clock.pass(30_000)
          if (round === 1) await restart(world)
          showChildren()
          await clock.pass(30_000)
        }
      },
      { pollIntervalMs: 10_000 },
    ),
  },
  {
    id: 'T11',
    system: 'the Kinesis adapter, Flink',
    there: 'skip what left the stream unread, with a line in the log at best',
    here: 'the gap is told, and a comparison mends the index',
    play: story(
      async world => {
        const { table, lost, events } = world
        for (const key of ['a', 'b', 'c']) table.put(key)
        await stopReaders(world)
        const from = table.writes.length
        table.put('a')
        table.put('b')
        for (const write of table.writes.slice(from)) lost.add(writeName(write))
        table.current().source.trim(onlyShard(world), table.writes.length)
        await startReaders(world)
        await caughtUp(world)
        demand(
          world,
          events.some(({ event }) => event === 'Gap'),
          'silent: nothing told of a gap',
        )
      },
      {
        beforeJudging: async world => {
          await indexOf(world).repair()
          world.sinks.cache.clear()
        },
      },
    ),
  },
  {
    id: 'T21',
    system: 'Data Prepper',
    there: 'acknowledges a shard as a whole, so a restart begins the shard anew (#5412, #4764)',
    here: 'what was finished before a restart is not done again',
    play: story(
      async world => {
        const { table, sinks } = world
        for (let write = 0; write < 100; write += 1) table.put(['a', 'b', 'c'][write % 3] ?? 'a')
        await caughtUp(world)
        await restart(world)
        table.put('a')
        await caughtUp(world)
        const { length } = table.writes
        demand(
          world,
          sinks.post.length === length,
          `again: ${sinks.post.length} messages of ${length} writes`,
        )
      },
      { settings: { BatchSize: 10 } },
    ),
  },
]
