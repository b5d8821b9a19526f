import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../../core/clock.ts'
import { verifyTables } from '../../../operations/verify/verify-tables.ts'
import type { VerifyEvent } from '../../../operations/verify/verify-event.ts'
import { diceOf } from '../../engine-model/plan.ts'
import { countedIndex, countedTable, documentOf, itemKeyAt } from '../../support/verify-thousands.ts'
import { toldDifferences } from '../../support/verify-world.ts'
import type { FaultWorld } from '../fault-world.ts'
import { functionNames } from '../fault-world.ts'
import { writeName } from '../held-sinks.ts'
import type { FaultScenario } from '../scenario.ts'
import { atShares, underLoad } from '../scenario.ts'
import { withRebuild, withTrimmedRebuild } from './blue-green.ts'
import { indexOf } from './repairing.ts'

/** Every item is there, and the stream has forgotten how it came about. */
const fillUnseen = ({ table, lost }: FaultWorld): void => {
  const { source, homes, open } = table.current()
  for (const key of homes.keys()) lost.add(writeName(table.put(key)))
  for (const shardId of open)
    source.trim(shardId, table.writes.filter(write => write.shardId === shardId).length)
}

/** A repair of the whole index under load: broken off, begun again where it was, and run to its end. */
const repairUnderLoad = async (world: FaultWorld): Promise<void> => {
  const { clock, late } = world
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-faults-'))
  const index = indexOf(world)
  const breaking = new AbortController()
  const first = index.comparing(true, breaking.signal, folder)
  await clock.pass(1_000)
  breaking.abort()
  await clock.until(first)
  late.push(
    index.comparing(true, undefined, folder).then(summary => {
      rmSync(folder, { recursive: true, force: true })
      return summary
    }),
  )
}

/** Repairs whose writes are delayed by up to two minutes, while the index forgets deletions within a second. */
const slowRepair = async (world: FaultWorld): Promise<void> => {
  const slow = { at: { search: { slowMs: 120_000 } }, isCalm: false, searchRestarts: 0 }
  const late: Promise<unknown>[] = []
  const surroundings = { ...world.surroundings, weather: slow, late }
  world.late.push(indexOf({ ...world, surroundings }).comparing(true))
}

/** A day and an hour in which the load trickles on and the stream drops what is older than a day. */
const overADay = async (world: FaultWorld): Promise<void> => {
  const { clock, table, dice, processes } = world
  const folder = mkdtempSync(join(tmpdir(), 'tailrace-faults-'))
  const run = indexOf(world).comparing(true, undefined, folder, (0.01 * table.writes.length) / 100)
  const keys = [...table.current().homes.keys()] as [string]
  const from = table.writes.length
  for (let hour = 0; hour < 25; hour += 1) {
    for (let write = 0; write < 8; write += 1) {
      const key = dice.oneOf(keys)
      if (dice.chance(0.3)) table.remove(key)
      else table.put(key)
    }
    await clock.pass(3_600_000)
    if (hour < 24) continue
    await clock.until(Promise.all(processes.map(async ({ mapping }) => mapping.whenCaughtUp())))
    const { source, open } = table.current()
    for (const shardId of open)
      source.trim(shardId, table.writes.slice(0, from).filter(write => write.shardId === shardId).length)
  }
  await clock.until(run)
  rmSync(folder, { recursive: true, force: true })
}

/** The index is emptied; a comparison has to say so of each document, whatever a progress counter says. */
const emptied = async (world: FaultWorld): Promise<void> => {
  const { sinks, problems } = world
  const ids = sinks.engine.ids('things')
  sinks.engine.restart()
  sinks.engine.bulk(ids.map(id => ({ op: 'delete', index: 'things', id })))
  const { missing } = await indexOf(world).verify()
  if (missing !== ids.length)
    problems.push(`verify: ${missing} of ${ids.length} documents are said to be missing`)
  await indexOf(world).repair()
}

/** The table's other region takes over: its numbers are its own, and the index is still the first one's. */
const failOver = async (world: FaultWorld): Promise<void> => {
  const { clock, table, sinks, processes, problems } = world
  await clock.until(Promise.all(processes.map(async ({ mapping }) => mapping.whenCaughtUp())))
  for (const process of [...processes]) await world.stopMapping(process)
  const next = table.newStream('us-east-1')
  const written = sinks.documentsWritten.length
  for (const key of next.homes.keys()) table.put(key)
  for (const name of functionNames) await world.startMapping(name, next)
  await clock.pass(30_000)
  if (sinks.documentsWritten.length > written) problems.push('owner: a second region wrote to the index')
  sinks.engine.bulk([{ op: 'delete', index: 'marks', id: 'things' }])
}

const at = (dice: ReturnType<typeof diceOf>, count: number): number => dice.below(count)

/** One each of what can be wrong with an index, in a run that is otherwise clean. */
const verifierFinds = async (seed: number, count: number): Promise<readonly string[]> => {
  const dice = diceOf(seed)
  const places = new Set<number>()
  while (places.size < 5) places.add(at(dice, count))
  const [dropped = 0, doubled = 0, one = 0, other = 0, corrupt = 0] = places
  const damaged = countedIndex(
    count,
    new Map([
      [itemKeyAt(dropped), undefined],
      [itemKeyAt(one), { ...documentOf(one), document: documentOf(other).document }],
      [itemKeyAt(other), { ...documentOf(other), document: documentOf(one).document }],
      [itemKeyAt(corrupt), { ...documentOf(corrupt), document: '{"price":1,"title":"?"}' }],
    ]),
    [
      { ...documentOf(doubled), id: 'a second one' },
      { ...documentOf(count + 1), id: itemKeyAt(count + 1) },
    ],
  )
  const expected = [
    `duplicates a second one`,
    `ghosts ${itemKeyAt(count + 1)}`,
    `missing ${itemKeyAt(dropped)}`,
    ...[one, other, corrupt].map(number => `stale ${itemKeyAt(number)}`),
  ].toSorted()
  const told = async (processor: ReturnType<typeof countedIndex>): Promise<readonly string[]> => {
    const folder = mkdtempSync(join(tmpdir(), 'tailrace-faults-'))
    const events: VerifyEvent[] = []
    try {
      await verifyTables({
        subjects: [{ functionName: 'f', processors: [processor], tables: [countedTable(count)] }],
        scope: { type: 'full' },
        folder,
        pauseMs: 0,
        clock: systemClock,
        random: dice.random,
        signal: new AbortController().signal,
        tell: event => events.push(event),
      })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
    return toldDifferences(events)
  }
  const found = await told(damaged)
  const clean = await told(countedIndex(count))
  return [
    ...expected.filter(each => !found.includes(each)).map(each => `verify: ${each} is not found`),
    ...found.filter(each => !expected.includes(each)).map(each => `verify: ${each} is a false alarm`),
    ...clean.map(each => `verify: ${each} is a false alarm on a clean run`),
  ]
}

/** Indexes that are filled, compared and handed over: F27 to F31, F36. */
export const rebuildScenarios: readonly FaultScenario[] = [
  withRebuild(
    underLoad(
      {
        id: 'F27',
        injects:
          'an empty index is filled under load by a repair that is broken off and goes on, and a new one beside a live one by a rebuild that is killed up to three times; by each strategy of versions',
        expects:
          'no row is lost, nothing newer is overwritten, and the comparison before the switch has nothing to mend',
        others:
          'Debezium’s suite is the model. Redpanda Connect’s snapshot reads inconsistently; monstache’s cannot go on.',
      },
      {
        before: fillUnseen,
        disturb: atShares([0.3], repairUnderLoad),
        beforeJudging: async world => {
          await indexOf(world).repair()
        },
      },
    ),
  ),
  withRebuild(
    underLoad(
      {
        id: 'F28',
        injects:
          'a repair whose writes are delayed by up to two minutes, past the deletion and its tombstone; a killed rebuild whose last writes come a minute later',
        expects: 'no ghost stays',
        others: 'Estuary waits for a horizon; most others bring the document back.',
      },
      {
        gcDeletesMs: 1_000,
        before: fillUnseen,
        disturb: atShares([0.2, 0.6], slowRepair),
        beforeJudging: async world => {
          await indexOf(world).repair()
        },
      },
    ),
  ),
  withTrimmedRebuild(
    underLoad(
      {
        id: 'F29',
        injects:
          'a repair that takes 25 hours by its pace, while the stream drops what is older than a day; a rebuild whose functions are a day behind',
        expects:
          'the stream is read all the while, and nothing is missed; the rebuild is refused with the reason, and the alias stays',
        others:
          'Data Prepper reads the stream only after its export (#7150); Trustpilot’s connector has the same limit.',
      },
      { pollIntervalMs: 60_000, before: fillUnseen, after: overADay },
    ),
  ),
  underLoad(
    {
      id: 'F30',
      injects: 'an index without a document, whose filling is said to be complete',
      expects: 'the comparison decides: it names each missing document, and mends them',
      others: 'Data Prepper’s barrier said done at 0 of N files (#6651, mended in #6892).',
    },
    { beforeJudging: emptied },
  ),
  underLoad(
    {
      id: 'F31',
      injects: 'another region takes over: another stream, other numbers, the same items written again',
      expects: 'it waits until the index is handed over; then nothing is stale',
      others: 'Redpanda Connect goes on by time and reads the second at the border again.',
    },
    {
      disturb: atShares([0.5], failOver),
      beforeJudging: async world => {
        await indexOf(world).repair()
      },
    },
  ),
  {
    id: 'F36',
    injects: 'a dropped, a doubled, two swapped, a corrupted and a ghost document, at random places',
    expects: 'the comparison names these and no other, and nothing on a clean index',
    others: 'Sequin compares checksums; no other system that was studied publishes such a test.',
    alsoIn: 'at 100,000 items: `TAILRACE_VERIFY_ITEMS=100000 npx vitest run test/verify/mutation.test.ts`',
    play: async (seed, { keys }) => verifierFinds(seed, keys * 10),
  },
]
