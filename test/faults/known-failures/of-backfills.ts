import { containerPorts } from '../fault-function.ts'
import { stateProcessors } from '../fault-processors.ts'
import type { FaultWorld } from '../fault-world.ts'
import { writeName } from '../held-sinks.ts'
import { judgeSearch } from '../oracle.ts'
import type { FaultScenario } from '../scenario.ts'
import { rebuildScenarios } from '../scenarios/rebuilds.ts'
import { indexOf } from '../scenarios/repairing.ts'
import type { KnownFailure } from './known-failure.ts'
import { caughtUp, demand, startReaders, stopReaders, story } from './known-failure.ts'

const size = { keys: 12, operations: 80 }

/** A scenario of the matrix that is about just this. */
const scenario = (id: FaultScenario['id']): KnownFailure['play'] => {
  const found = rebuildScenarios.find(each => each.id === id)
  return async () => (found === undefined ? [`there is no scenario ${id}`] : found.play(1, size))
}

const thirty = Array.from({ length: 30 }, (_, number) => `item-${number}`)

/** A new index beside the one that is read, announced; `fill` writes items as they were read, with no look at what is there. */
const fillingOf = async ({ clock, surroundings, table }: FaultWorld) => {
  const { reached, items } = containerPorts(surroundings, () => ({ isDead: false, kill: () => undefined }))
  const { check } = stateProcessors(reached).find(({ name }) => name === 'search-index') ?? {}
  const filling = check?.kind === 'state' ? await check.inNewIndex?.('things-002') : undefined
  if (filling === undefined) throw new Error('there is no index to be filled')
  const { streamArn } = table.current().source
  const { signal } = new AbortController()
  await clock.until(filling.announce([streamArn], { clock, signal }))
  return {
    fill: async (page: Parameters<typeof filling.fill>[0]) =>
      filling.fill(page, { streamArn, run: 'run-1', items, clock, signal }),
  }
}

/** Refuses the first document of an item for good, once. */
const refuseFirst = ({ sinks }: FaultWorld, keys: readonly string[]): void => {
  sinks.itemTrouble.now = operation =>
    operation.op === 'index' && keys.some(key => operation.document.includes(`"${key}"`))
      ? { status: 400, error: { type: 'mapper_parsing_exception', reason: 'failed to parse' } }
      : undefined
}

/** Items whose removal nobody read: their documents are ghosts. Clean-up has nothing to act on, so it is done by hand. */
const removeUnread = async (world: FaultWorld, keys: readonly string[]): Promise<void> => {
  const { table, lost } = world
  await stopReaders(world)
  for (const key of keys) {
    const gen = table.read(key)?.['gen']
    const write = table.remove(key)
    if (gen === undefined || write === undefined) continue
    lost.add(writeName(write))
    table.items.delete({ PK: { S: `of ${key}` }, SK: gen })
    world.sinks.cache.delete(key)
  }
  table.current().source.trim([...table.current().open][0] ?? '', table.writes.length)
  await startReaders(world)
  await caughtUp(world)
}

/** Dead letters that come home late, and indexes that are filled from the table. */
export const backfillFailures: readonly KnownFailure[] = [
  {
    id: 'T20',
    system: 'Data Prepper',
    there: 'keeps dead letters without action, version or position, so what comes home overwrites (#4158)',
    here: 'a parked change is whole, and a redrive brings its item to what it is now, once',
    play: story(
      async world => {
        const { table, clock, sinks } = world
        refuseFirst(world, ['a', 'b'])
        table.put('a')
        table.put('b')
        await clock.pass(600_000)
        const parked = world.parked()
        demand(world, parked.length === 2, `parked: ${parked.length} objects, not two`)
        for (const { record, processor, reason, sequenceNumber, streamArn } of parked) {
          const write = table.writes.find(each => each.sequenceNumber === sequenceNumber)
          const isWhole =
            JSON.stringify(record.dynamodb?.NewImage) === JSON.stringify(write?.after) &&
            processor === 'search-index' &&
            reason.code === 'sink.rejected' &&
            streamArn === write?.streamArn
          demand(world, isWhole, `parked: ${sequenceNumber} is not whole`)
        }
        sinks.itemTrouble.now = undefined
        table.remove('a')
        table.put('b')
        await caughtUp(world)
        await clock.pass(7_200_000)
        sinks.engine.restart()
        const { redriven } = await world.redrive()
        demand(world, redriven === 2, `redrive: ${redriven} came home, not two`)
        const again = await world.redrive()
        demand(world, again.redriven === 0, `redrive: a second one brought ${again.redriven} home`)
      },
      { gcDeletesMs: 60_000 },
    ),
  },
  {
    id: 'T22',
    system: 'Data Prepper, spiceai',
    there:
      'read the stream only after their export, and lose it when that takes more than a day (#7150; #10582)',
    here: 'the stream is read all the while',
    play: scenario('F29'),
  },
  {
    id: 'T23',
    system: 'Data Prepper',
    there: 'said that an export was done at 0 of N files (#6651, mended in #6892)',
    here: 'no counter decides: the comparison names every missing document',
    play: scenario('F30'),
  },
  {
    id: 'T24',
    system: 'Redpanda Connect',
    there: 'takes its snapshot by reads that may be old, and compares times as text',
    here: 'what a fill read before a write never replaces that write, however late it arrives',
    play: story(
      async world => {
        const { table, clock, sinks } = world
        for (const key of thirty) table.put(key)
        await caughtUp(world)
        const filling = await fillingOf(world)
        // Nobody trusts the mark any longer that it has read before.
        await clock.pass(120_000)
        const page = thirty.map(key => ({ keys: { PK: { S: key } }, item: table.read(key) ?? {} }))
        for (const key of thirty.slice(0, 10)) table.put(key)
        for (const key of thirty.slice(10, 20)) table.remove(key)
        await caughtUp(world)
        await clock.until(filling.fill(page))
        const wrong = judgeSearch(table.writes, sinks, 'things-002')
        demand(world, wrong.length === 0, `the new index: ${wrong.join()}`)
      },
      { items: thirty },
    ),
  },
  {
    id: 'T25',
    system: 'Trustpilot, monstache',
    there: 'cannot take away what was removed while nobody read (#466, #586)',
    here: 'a comparison finds the documents of no item, and takes them away',
    play: story(
      async world => {
        for (const key of thirty) world.table.put(key)
        await removeUnread(world, ['item-3', 'item-4', 'item-29'])
        const { ghosts } = await indexOf(world).verify()
        demand(world, ghosts === 3, `verify: ${ghosts} ghosts, not three`)
        await indexOf(world).repair()
      },
      { items: thirty },
    ),
  },
  {
    id: 'T30',
    system: 'anybody who compares numbers of two regions',
    there: 'sequence numbers of a table’s regions have nothing to do with each other',
    here: 'an index has one region; another one waits until it is handed over',
    play: scenario('F31'),
  },
  {
    id: 'T31',
    system: 'anybody who deletes what a scan did not find',
    there: 'a scan that broke off takes the rest of the index with it',
    here: 'nothing is mended after a scan that did not end, or where more is wrong than was allowed',
    play: story(
      async world => {
        const { table, sinks } = world
        for (const key of thirty) table.put(key)
        await caughtUp(world)
        const before = sinks.engine.ids('things').length
        const failed = await indexOf(world).failing(3)
        demand(world, failed, 'verify: a scan that broke off is said to have ended well')
        demand(
          world,
          sinks.engine.ids('things').length === before,
          'repair: documents went after half a scan',
        )
        await removeUnread(world, ['item-7', 'item-8', 'item-9'])
        await indexOf(world).repair(2)
        demand(world, sinks.engine.ids('things').length === before, 'repair: more went than was allowed')
        await indexOf(world).repair(3)
      },
      { items: thirty },
    ),
  },
]
