import type { FaultWorld } from '../fault-world.ts'
import type { FaultScenario } from '../scenario.ts'
import { atShares, underLoad } from '../scenario.ts'
import { judgeSearch } from '../oracle.ts'
import type { Weather } from '../weather.ts'

const notesIn = (document: string): number => (JSON.parse(document) as { readonly note: number }).note

const queueFull = { status: 429, error: { type: 'rejected_execution_exception', reason: 'queue full' } }
const unmapped = {
  status: 400,
  error: { type: 'mapper_parsing_exception', reason: 'failed to parse field [note]' },
}

/** Of every three documents one is refused for good, one is not taken now, one is left alone. */
const mixedItems = ({ sinks, dice }: FaultWorld): void => {
  sinks.itemTrouble.now = operation => {
    if (operation.op === 'index' && notesIn(operation.document) % 40 === 1) return unmapped
    return dice.chance(0.1) ? queueFull : undefined
  }
}

const itemsAreFine = ({ sinks }: FaultWorld): void => {
  sinks.itemTrouble.now = undefined
}

const onlyRejected = (world: FaultWorld): void => {
  for (const { reason, key } of world.parked())
    if (reason.code !== 'sink.rejected') world.problems.push(`parked: ${key} for ${reason.code}`)
}

/** Ten seconds of every two minutes nobody answers; and once the node dies and forgets what was deleted. */
const flickering = async (world: FaultWorld, share: number): Promise<void> => {
  const { clock, weather } = world
  weather.at =
    clock.now() % 120_000 < 10_000
      ? { search: { down: 1 }, cache: { down: 1 } }
      : { search: { killAfter: 0.02 } }
  await clock.pass(2_500)
  await restartOnce(world, share)
}

const restartOnce = atShares<FaultWorld>([0.5], ({ sinks }) => {
  sinks.engine.restart()
})

/** The sink of messages stands still for a fifth of the load, and takes no call. */
const stuck = async (world: FaultWorld, share: number): Promise<void> => {
  const { weather, sinks, table, clock, problems } = world
  if (share < 0.4 || share > 0.6) {
    weather.at = {}
    return
  }
  weather.at = { post: { slowMs: 600_000 } }
  await clock.pass(120_000)
  for (const problem of judgeSearch(table.writes, sinks))
    problems.push(`held up, after two minutes: ${problem}`)
}

/** What is parked is brought home while the load goes on, two hours later and after the node forgot deletions. */
const redriveLate = async (world: FaultWorld): Promise<void> => {
  const { clock, sinks, table, dice, weather } = world
  await clock.pass(7_200_000)
  itemsAreFine(world)
  sinks.engine.restart()
  const isDone = { now: false }
  const writing = (async (): Promise<void> => {
    const keys = [...table.current().homes.keys()] as [string]
    for (let write = 0; write < 60 && !isDone.now; write += 1) {
      const key = dice.oneOf(keys)
      if (dice.chance(0.5)) table.remove(key)
      else table.put(key)
      await clock.wait(50)
    }
  })()
  weather.at = { search: { slowMs: 20 } }
  await world.redrive()
  isDone.now = true
  await clock.until(writing)
  const again = await world.redrive()
  if (again.redriven > 0) world.problems.push(`redrive: a second one brought ${again.redriven} objects home`)
}

const refuseMany = ({ sinks }: FaultWorld): void => {
  sinks.itemTrouble.now = operation =>
    operation.op === 'index' && notesIn(operation.document) % 5 === 0 ? unmapped : undefined
}

/** Where nothing died and no answer was lost the ledger keeps a retry from repeating what is done. */
const repeatsNothing = ({ sinks, table }: FaultWorld): readonly string[] =>
  sinks.post.length === table.writes.length
    ? []
    : [`repeats: ${sinks.post.length} messages of ${table.writes.length} writes`]

/** What sinks do to the functions that write to them: F16 to F21, F24 to F26, F32. */
export const sinkScenarios: readonly FaultScenario[] = [
  underLoad(
    {
      id: 'F16',
      injects: 'every fifth request to a sink fails as a whole, and the next one is taken',
      expects: 'it is tried again in the same order, and nothing is given up',
      others: 'Confluent’s sink tests one retry of a bulk request.',
    },
    {
      weather: { search: { down: 0.2 }, audit: { down: 0.2 }, cache: { down: 0.2 } },
      check: repeatsNothing,
      parksNothing: true,
    },
  ),
  underLoad(
    {
      id: 'F17',
      injects:
        'sinks that slow their clients down, and outages of minutes: of the index, the ledger, the messages',
      expects: 'nothing is held against a record, and nothing is given up',
      others:
        'Confluent gives up after a number of attempts; Data Prepper and monstache try without end and hold everything up.',
    },
    {
      weather: { search: { throttled: 0.3 } },
      disturb: ({ weather, dice }) => {
        const down = { down: 1 }
        weather.at = dice.oneOf<Weather['at']>([
          { search: { throttled: 0.3 } },
          { search: down },
          { post: down, mail: down },
          { ledger: { down: 0.3 } },
          { audit: down, search: { throttled: 0.5 } },
        ])
      },
      parksNothing: true,
    },
  ),
  underLoad(
    {
      id: 'F18',
      injects: 'the answer to every eighth request is lost after it took place',
      expects: 'no effect is there twice where it must not be; a strict message is in doubt, not sent again',
      others: 'Confluent tests a late answer to a put; Data Prepper asks the index before it tries again.',
    },
    {
      weather: {
        search: { lost: 0.12 },
        audit: { lost: 0.12 },
        cache: { lost: 0.12 },
        post: { lost: 0.02 },
        mail: { lost: 0.02 },
        ledger: { lost: 0.12 },
        claims: { lost: 0.02 },
      },
      parksNothing: true,
    },
  ),
  underLoad(
    {
      id: 'F19',
      injects: 'in one bulk answer: documents refused for good, documents not taken now, version conflicts',
      expects: 'the first are parked, the second tried again alone, the third are no failure',
      others:
        'monstache, Amplify and matrus2 log failed items and go on. Elastic’s connectors did not try a 429 of an item again.',
    },
    {
      weather: { search: { lost: 0.05 } },
      before: mixedItems,
      after: async world => {
        await world.clock.pass(600_000)
        onlyRejected(world)
        itemsAreFine(world)
      },
    },
  ),
  underLoad(
    {
      id: 'F20',
      injects:
        'index and cache are away for 10 s of every 120 s, and the index’s node dies once and forgets its deletions',
      expects: 'it converges; what was deleted stays deleted',
      others:
        'Confluent pauses its container; that tombstones die with a node is known (elasticsearch #101178).',
    },
    { gcDeletesMs: 60_000, disturb: flickering },
  ),
  underLoad(
    {
      id: 'F21',
      injects: 'the sink of messages takes calls and answers none, for a fifth of the load',
      expects:
        'the other function’s sinks have every change within two minutes; everything comes when it answers again',
      others: 'Confluent pauses partitions. monstache holds everything up for one failing write.',
    },
    { disturb: stuck },
  ),
  underLoad(
    {
      id: 'F24',
      injects:
        'creation and removal of one key in one batch, in both orders, while bulk requests fail or lose their answer',
      expects: 'the last event decides',
      others:
        'Data Prepper applied them in the wrong order (#5521); matrus2 writes first and removes last (#52, #53).',
    },
    {
      mix: { remove: 0.35, reinsert: 0.35, again: 0.6 },
      weather: { search: { down: 0.1, lost: 0.1 } },
    },
  ),
  underLoad(
    {
      id: 'F25',
      injects: 'removal and re-insertion of one key in consecutive positions of one second',
      expects: 'the document is there',
      others: 'monstache numbers an insertion below the removal before it, so the document may stay away.',
    },
    {
      mix: { remove: 0, reinsert: 0.6, again: 0.5 },
      habits: { tie: 0.3 },
      weather: { search: { killAfter: 0.03, lost: 0.05 } },
    },
  ),
  underLoad(
    {
      id: 'F26',
      injects:
        'every fifth document is parked; two hours and a restart of the node later all are redriven under load, and again',
      expects: 'no removed item has a document again; the second redrive changes nothing',
      others:
        'Data Prepper’s dead letters name no version or action (#4158); of the systems studied only Sequin can redrive safely.',
    },
    {
      gcDeletesMs: 60_000,
      before: refuseMany,
      disturb: atShares([0.6], redriveLate),
      after: itemsAreFine,
    },
  ),
  underLoad(
    {
      id: 'F32',
      injects: 'records whose time of creation is 1 to 5 s before that of the one before',
      expects: 'the newest write wins',
      others: 'Data Prepper has a test for it; versions made of time go wrong.',
    },
    { habits: { clockBack: 0.3, tie: 0.2 }, weather: { search: { killAfter: 0.03 } } },
  ),
]
