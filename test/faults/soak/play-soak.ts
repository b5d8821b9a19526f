import type { FaultWorld } from '../fault-world.ts'
import { faultWorld, functionNames } from '../fault-world.ts'
import { judgeWorld, operateTable } from '../load-play.ts'
import type { PlaceWeather, Reached } from '../weather.ts'
import { awsShape } from '../written-table.ts'
import type { KilledEngines } from './killed-engines.ts'
import { killedEngines } from './killed-engines.ts'
import { realTime } from './real-time.ts'

/** What a soak came to. */
export interface SoakResult {
  readonly writes: number
  readonly kills: Readonly<Record<'search' | 'cache' | 'mappings', number>>
  readonly parked: number
  /** How late the last write was through after the calm began. */
  readonly settledMs: number
  /** In use after garbage was collected, a third of the way and at the end, where that can be asked for. */
  readonly heapMb: readonly [early: number, late: number]
  readonly problems: readonly string[]
}

const keys = Array.from({ length: 500 }, (_, number) => `item-${number}`)
const perSecond = 50
const stepMs = 200
const faultEveryMs = 15_000
const killEveryMs = 40_000
const mostSettledMs = 600_000

const places: readonly Reached[] = [
  'search',
  'cache',
  'audit',
  'dependents',
  'mail',
  'ledger',
  'claims',
  'items',
]

const someWeather = ({ dice }: FaultWorld): PlaceWeather =>
  dice.oneOf<PlaceWeather>([
    { down: 0.5 },
    { lost: 0.05 },
    { killAfter: 0.03 },
    { killBefore: 0.03 },
    { throttled: 0.3 },
    { slowMs: 2_000 },
  ])

const splitSome = ({ table, dice }: FaultWorld): void => {
  const { open } = table.current()
  if (open.size < 8) table.split(dice.oneOf([...open] as [string]), 1 + dice.below(2))
}

/** One of what the matrix injects, on top of engines that are killed. */
const oneFault = async (world: FaultWorld, kills: { mappings: number }): Promise<void> => {
  const { dice, table, weather, failingSaves } = world
  const { source } = table.current()
  switch (dice.below(6)) {
    case 0:
      splitSome(world)
      return
    case 1:
      source.expireIterators()
      source.failNext(dice.oneOf(['shards', 'iterator', 'read']), 'throttled', 1 + dice.below(5))
      return
    case 2:
      failingSaves.set('*', 1 + dice.below(3))
      return
    case 3: {
      const process = dice.oneOf(world.processes as unknown as [FaultWorld['processes'][number]])
      world.killMapping(process)
      kills.mappings += 1
      await world.startMapping(process.name, process.stream)
      return
    }
    default:
      weather.at = { [dice.oneOf(places as readonly [Reached])]: someWeather(world) }
  }
}

/** Readers of the cache, which may be away just now. */
const readSome = async ({ dice, table, sinks: { cacheStore } }: FaultWorld): Promise<void> => {
  const key = dice.oneOf(keys as unknown as [string])
  try {
    if ((await cacheStore.get(key)) !== undefined) return
    const note = table.read(key)?.['note']
    if (note !== undefined && 'N' in note) await cacheStore.set(key, note.N)
  } catch {
    // Nobody there: a reader goes without.
  }
}

const heapMb = (): number => {
  globalThis.gc?.()
  return Math.round(process.memoryUsage().heapUsed / 1_048_576)
}

const soakWorld = (seed: number, engines: KilledEngines): FaultWorld =>
  faultWorld({
    seed,
    keys,
    shards: 3,
    settings: {},
    gcDeletesMs: 60_000,
    pollIntervalMs: 500,
    habits: { tie: 0.05, shape: awsShape, clockBack: 0 },
    clock: realTime,
    sinks: engines.sinks,
  })

const load = async (
  world: FaultWorld,
  engines: KilledEngines,
  minutes: number,
  tell: (line: string) => void,
) => {
  const kills = { search: 0, cache: 0, mappings: 0 }
  const startedAtMs = realTime.now()
  let [nextFaultMs, nextKillMs, early] = [faultEveryMs, killEveryMs / 2, 0]
  for (let passedMs = 0; passedMs < minutes * 60_000; passedMs = realTime.now() - startedAtMs) {
    for (let write = 0; write < (perSecond * stepMs) / 1_000; write += 1)
      operateTable(world, keys, { remove: 0.2, reinsert: 0.05, again: 0.2 })
    await readSome(world)
    if (passedMs > nextFaultMs) {
      nextFaultMs += faultEveryMs
      await oneFault(world, kills)
    }
    if (passedMs > nextKillMs) {
      nextKillMs += killEveryMs
      const which = kills.search > kills.cache ? 'cache' : 'search'
      kills[which] += 1
      tell(`${Math.round(passedMs / 1_000)} s: SIGKILL to ${which} after ${world.table.writes.length} writes`)
      await engines.kill(which, 5_000, realTime.pass)
    }
    if (early === 0 && passedMs > minutes * 20_000) early = heapMb()
    await realTime.pass(stepMs)
  }
  return { kills, early }
}

const settle = async (world: FaultWorld, engines: KilledEngines): Promise<number> => {
  const startedAtMs = realTime.now()
  await engines.whenUp()
  const tooLate = new AbortController()
  const rest = Promise.all(world.processes.map(async ({ mapping }) => mapping.whenCaughtUp()))
  const ended = await Promise.race([
    rest.then(() => true),
    realTime.wait(mostSettledMs, tooLate.signal).then(() => false),
  ])
  tooLate.abort()
  if (!ended) world.problems.push(`stuck: it does not come to rest within ${mostSettledMs / 60_000} minutes`)
  return realTime.now() - startedAtMs
}

/**
 * So many minutes of writes on the whole path with real OpenSearch and Redis, which are killed again and again; then
 * calm, a redrive of what was parked, and the oracle of the matrix.
 */
export const playSoak = async (
  seed: number,
  minutes: number,
  tell: (line: string) => void,
): Promise<SoakResult> => {
  const engines = await killedEngines()
  try {
    const world = soakWorld(seed, engines)
    for (const name of functionNames) await world.startMapping(name)
    tell(`soaking for ${minutes} minutes: ${perSecond} writes a second of ${keys.length} items`)
    const { kills, early } = await load(world, engines, minutes, tell)
    world.weather.isCalm = true
    const settledMs = await settle(world, engines)
    const parked = world.parked().length
    const late = heapMb()
    // The engine shows what was written a second ago.
    await realTime.pass(2_000)
    await world.redrive()
    await realTime.pass(2_000)
    await engines.takeOver(world.sinks, keys)
    const problems = await judgeWorld(world, {})
    for (const process of [...world.processes]) await world.stopMapping(process)
    return { writes: world.table.writes.length, kills, parked, settledMs, heapMb: [early, late], problems }
  } finally {
    await engines.stop()
  }
}
