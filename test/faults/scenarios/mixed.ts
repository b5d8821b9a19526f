import type { FaultWorld } from '../fault-world.ts'
import { functionNames } from '../fault-world.ts'
import type { FaultScenario } from '../scenario.ts'
import { underLoad } from '../scenario.ts'
import type { PlaceWeather, Reached } from '../weather.ts'

const places = [
  'search',
  'cache',
  'audit',
  'dependents',
  'post',
  'mail',
  'ledger',
  'claims',
  'items',
] as const

const weatherOf = ({ dice }: FaultWorld): PlaceWeather =>
  dice.oneOf<PlaceWeather>([
    { down: 0.5 },
    { down: 1 },
    { lost: 0.1 },
    { killAfter: 0.05 },
    { killBefore: 0.05 },
    { late: 0.03 },
    { throttled: 0.4 },
    { slowMs: 3_000 },
  ])

const splitOne = ({ table, dice }: FaultWorld): void => {
  const { open } = table.current()
  if (open.size < 12) table.split(dice.oneOf([...open] as [string]), 1 + dice.below(2))
}

const killOne = async (world: FaultWorld): Promise<void> => {
  const process = world.dice.oneOf(world.processes as unknown as [FaultWorld['processes'][number]])
  world.killMapping(process)
  await world.startMapping(process.name, process.stream)
}

const newStream = async (world: FaultWorld): Promise<void> => {
  const { table } = world
  if (table.streams.length > 2) return
  const before = table.current()
  const next = table.newStream()
  for (const shardId of before.open) before.source.close(shardId)
  for (const name of functionNames) await world.startMapping(name, next)
}

/** One fault of all that there are, drawn. */
const anyFault = async (world: FaultWorld): Promise<void> => {
  const { dice, weather, table, failingSaves, sinks } = world
  const place: Reached = dice.oneOf(places)
  switch (dice.below(9)) {
    case 0:
      splitOne(world)
      return
    case 1:
      table.current().source.expireIterators()
      return
    case 2:
      table
        .current()
        .source.failNext(dice.oneOf(['shards', 'iterator', 'read']), 'throttled', 1 + dice.below(6))
      return
    case 3:
      failingSaves.set('*', 1 + dice.below(4))
      return
    case 4:
      await killOne(world)
      return
    case 5:
      sinks.engine.restart()
      weather.searchRestarts += 1
      return
    case 6:
      await newStream(world)
      return
    case 7:
      weather.at = {}
      return
    default:
      // A late message of one that may repeat would come out of order, which is no promise.
      weather.at = { ...weather.at, [place]: place === 'post' ? { killBefore: 0.05 } : weatherOf(world) }
  }
}

/** All of it at once: F37. */
export const mixedScenarios: readonly FaultScenario[] = [
  underLoad(
    {
      id: 'F37',
      injects: 'one fault of all the others at every step of the load, in what places soever',
      expects: 'everything above at once',
      others: 'No system that was studied publishes such a run.',
    },
    { gcDeletesMs: 60_000, disturb: anyFault },
  ),
]
