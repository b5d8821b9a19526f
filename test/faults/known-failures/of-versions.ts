import type { Image } from '../../../core/attributes/attribute-value.ts'
import { documentId } from '../../../core/document-id.ts'
import { itemKey } from '../../../core/record/item-key.ts'
import type { FaultWorld } from '../fault-world.ts'
import type { KnownFailure } from './known-failure.ts'
import { caughtUp, demand, restart, startReaders, story } from './known-failure.ts'

/** The version of a write never depends on who writes it when, and rises with the writes of an item. */
const versionsArePure = (world: FaultWorld): void => {
  const first = new Map<string, bigint>()
  const newest = new Map<string, { note: number; version: bigint }>()
  for (const { key, note, version } of world.sinks.documentsWritten) {
    const name = `${key} ${note}`
    demand(world, (first.get(name) ?? version) === version, `version: ${name} was written under two`)
    first.set(name, version)
    const before = newest.get(key)
    demand(
      world,
      before === undefined || note <= before.note || version > before.version,
      `version: ${name} is not above that of ${before?.note ?? 'nothing'}`,
    )
    if (before === undefined || note > before.note) newest.set(key, { note, version })
  }
}

/** Pairs of keys that a join with a separator, or with nothing, makes one. */
const lookAlikes: readonly (readonly [Image, Image])[] = [
  [
    { PK: { S: 'a|b' }, SK: { S: 'c' } },
    { PK: { S: 'a' }, SK: { S: 'b|c' } },
  ],
  [
    { PK: { S: 'a-b' }, SK: { S: 'c' } },
    { PK: { S: 'a' }, SK: { S: 'b-c' } },
  ],
  [
    { PK: { S: 'ab' }, SK: { S: 'c' } },
    { PK: { S: 'a' }, SK: { S: 'bc' } },
  ],
  [{ PK: { S: 'a#b' } }, { PK: { S: 'a' }, SK: { S: 'b' } }],
  [{ PK: { S: 'a' }, SK: { S: '' } }, { PK: { S: 'a' } }],
  [
    { PK: { S: '1' }, SK: { S: '2' } },
    { PK: { S: '1' }, SK: { N: '2' } },
  ],
  [{ PK: { B: 'YQ==' } }, { PK: { S: 'YQ==' } }],
  [{ PK: { B: 'YQ==' } }, { PK: { S: 'a' } }],
  [{ PK: { S: '\u00e9' } }, { PK: { S: 'e\u0301' } }],
  [{ PK: { S: `${'k'.repeat(2_000)}x` } }, { PK: { S: `${'k'.repeat(2_000)}y` } }],
]

/** Versions, positions and ids: what decides which of two writes wins, and where. */
export const versionFailures: readonly KnownFailure[] = [
  {
    id: 'T1',
    system: 'Data Prepper',
    there: 'numbers records by a counter in memory, so a restart within a second drops the newest (#5376)',
    here: 'a version is made of the record alone, and the newest wins whoever restarts when',
    play: story(async world => {
      const { table, weather, clock } = world
      for (let round = 0; round < 12; round += 1) {
        weather.at = { search: { killAfter: 0.5 } }
        for (const key of ['a', 'b', 'a', 'a']) table.put(key)
        await clock.pass(200)
        await restart(world)
        table.put('a')
        await clock.pass(200)
      }
      weather.at = {}
      await caughtUp(world)
      versionsArePure(world)
      demand(world, world.surroundings.asked.count === 0, 'version: the item had to be asked which is newer')
    }),
  },
  {
    id: 'T5',
    system: 'Debezium',
    there: 'gave several events one position, and a restart dropped those after the first (PR #7531)',
    here: 'records that share a counter are told apart by their whole number, in ledger and audit',
    play: story(
      async world => {
        const { table, weather, clock } = world
        weather.at = { audit: { killAfter: 0.3 }, search: { killAfter: 0.2 }, ledger: { killAfter: 0.2 } }
        for (let round = 0; round < 6; round += 1) {
          for (let write = 0; write < 5; write += 1) table.put('a')
          table.remove('b')
          table.put('b')
          await clock.pass(700)
          await restart(world)
        }
      },
      { habits: { tie: 1 }, settings: { BatchSize: 3 } },
    ),
  },
  {
    id: 'T12',
    system: 'Data Prepper',
    there: 'went on with the ARN of a stream that had been replaced (#5243)',
    here: 'a stream that was made anew outranks the one before it, although its counters begin anew',
    play: story(
      async world => {
        const { table, clock, processes } = world
        for (let stream = 0; stream < 4; stream += 1) {
          // Other items than before, or a later write would cover what went wrong.
          const [a, b, c] = [`a${stream}`, `b${stream}`, `c${stream}`]
          for (let round = 0; round < 40; round += 1) for (const key of [a, b, c]) table.put(key)
          await caughtUp(world)
          // Who reads the earlier stream stands still, so what it still holds arrives when the later one is through.
          const late = [...processes]
          for (const process of late) process.pause(true)
          await clock.pass(60_000)
          for (const key of [a, b, c]) table.put(key)
          const before = table.current()
          const next = table.newStream()
          before.source.setStatus('DISABLED', next.source.streamArn)
          for (const shardId of before.open) before.source.close(shardId)
          await startReaders(world)
          for (const key of [a, b]) table.put(key)
          table.remove(c)
          await clock.pass(60_000)
          for (const process of late) process.pause(false)
          await clock.pass(300_000)
          const asked = before.source.calls('read')
          await clock.pass(600_000)
          demand(world, before.source.calls('read') === asked, 'spins: a drained stream is read on and on')
        }
        demand(world, processes.length > 2, 'the story is not what it says')
      },
      { items: [0, 1, 2, 3].flatMap(stream => [`a${stream}`, `b${stream}`, `c${stream}`]) },
    ),
  },
  {
    id: 'T13',
    system: 'Data Prepper, Amplify, Sequin, matrus2',
    there: 'join the parts of a key with |, - or nothing, so two items have one document (amplify-cli #3359)',
    here: 'different keys have different documents',
    play: async () =>
      Promise.resolve(
        lookAlikes.flatMap(([one, other]) =>
          documentId(itemKey(one)) === documentId(itemKey(other))
            ? [`ids: ${JSON.stringify(one)} and ${JSON.stringify(other)} share one`]
            : [],
        ),
      ),
  },
  {
    id: 'T14',
    system: 'monstache',
    there: 'numbers a removal above the insertion that follows it, so the item that is back has no document',
    here: 'the last write decides, also where removal and insertion share second and counter',
    play: story(
      async world => {
        const { table, clock } = world
        for (let round = 0; round < 5; round += 1) {
          table.put('a')
          table.remove('a')
          table.put('a')
          table.put('b')
          table.remove('b')
          await clock.pass(400)
        }
        table.put('b')
      },
      { habits: { tie: 0.8 }, settings: { BatchSize: 1 } },
    ),
  },
  {
    id: 'T15',
    system: 'Data Prepper, matrus2',
    there: 'apply creation and removal of one id in one bulk in the wrong order (#5521; #52, #53)',
    here: 'of an item’s changes in a batch the last one decides',
    play: story(
      async world => {
        const { table, clock, weather } = world
        table.put('b')
        await caughtUp(world)
        weather.at = { search: { down: 0.3, lost: 0.3 } }
        for (let round = 0; round < 8; round += 1) {
          table.put('a')
          table.remove('a')
          table.remove('b')
          table.put('b')
          await clock.pass(3_000)
        }
      },
      { habits: { tie: 0.3 } },
    ),
  },
  {
    id: 'T16',
    system: 'Confluent, Estuary, Trustpilot',
    there: 'delete without a version, so a write that comes late brings the document back (PR #422)',
    here: 'a deletion has a version too, and what comes after it from before stays away',
    play: story(async world => {
      const { table, clock, weather } = world
      table.put('a')
      await caughtUp(world)
      // Each of these dies with its request on the way, which takes place when everything else is over.
      weather.at = { search: { late: 1 } }
      table.put('a')
      table.put('b')
      await clock.pass(1_500)
      weather.at = {}
      table.remove('a')
      table.remove('b')
      await caughtUp(world)
      demand(world, world.late.length > 0, 'the story is not what it says')
      await clock.pass(60_000)
    }),
  },
]
