import type { ParkedObject } from '../../core/parking/park.ts'
import type { MappingSettings } from '../../engine/settings.ts'
import type { FaultWorld, FaultWorldOptions } from './fault-world.ts'
import { faultWorld, functionNames } from './fault-world.ts'
import { writeName } from './held-sinks.ts'
import { judgeSinks } from './oracle.ts'
import type { Weather } from './weather.ts'
import type { TableHabits, TableWrite } from './written-table.ts'
import { awsShape } from './written-table.ts'

/** How much is played for a seed. */
export interface PlaySize {
  readonly keys: number
  readonly operations: number
}

/** A load on the whole path, and what goes wrong meanwhile. */
export interface LoadPlan {
  readonly shards?: number
  readonly settings?: Partial<MappingSettings>
  readonly habits?: Partial<TableHabits>
  /** Keys other than `item-1` and so on. */
  readonly keys?: (world: { readonly count: number; readonly seed: number }) => readonly string[]
  readonly gcDeletesMs?: number
  /** How often an idle shard is asked. @defaultValue 1,000 */
  readonly pollIntervalMs?: number
  readonly through?: FaultWorldOptions['through']
  readonly sharesLeases?: boolean
  /** Chances of what may be written next; the rest are modifications. */
  readonly mix?: { readonly remove: number; readonly reinsert: number; readonly again: number }
  /** The weather from the first write to the last. */
  readonly weather?: Weather['at']
  /** Before the mappings start. */
  readonly before?: (world: FaultWorld) => Promise<void> | void
  /** Does what goes wrong at this moment, from 0 at the first write to 1 at the last. */
  readonly disturb?: (world: FaultWorld, share: number) => Promise<void> | void
  /** After the last write, in calm weather, before everything is waited for. */
  readonly after?: (world: FaultWorld) => Promise<void> | void
  /** Once everything has come to rest, before the sinks are judged. */
  readonly beforeJudging?: (world: FaultWorld) => Promise<void>
  /** When the sinks are judged: what else has to hold. */
  readonly check?: (world: FaultWorld) => Promise<readonly string[]> | readonly string[]
  /** Writes whose records may be such that nobody can read them: then they have to lie parked, for good. */
  readonly isBroken?: (write: TableWrite) => boolean
  /** Nothing may be parked or discarded, whatever happens. @defaultValue false */
  readonly parksNothing?: boolean
}

const mostAtOnce = 40
const restMs = 6 * 3_600_000

/** Readers of the cache: whoever finds nothing puts what the table says at that moment. */
const readThrough = ({ dice, table, sinks: { cache } }: FaultWorld, keys: readonly string[]): void => {
  for (let reads = 0; reads < 5; reads += 1) {
    const key = keys[dice.below(keys.length)] ?? ''
    const note = table.read(key)?.['note']
    if (note !== undefined && 'N' in note && !cache.has(key)) cache.set(key, note.N)
  }
}

/** One operation, which may be two writes: a removal and an insertion within the same second. */
export const operateTable = (
  { dice, table }: FaultWorld,
  keys: readonly string[],
  { remove, reinsert, again }: NonNullable<LoadPlan['mix']>,
): void => {
  const last = table.writes.at(-1)?.key
  const key = last !== undefined && dice.chance(again) ? last : (keys[dice.below(keys.length)] ?? '')
  const draw = dice.random()
  if (draw < reinsert) {
    table.remove(key)
    table.put(key)
  } else if (draw < reinsert + remove && table.read(key) !== undefined) table.remove(key)
  else table.put(key)
}

const settled = async (world: FaultWorld): Promise<void> => {
  const { clock, processes, problems, late } = world
  const tooLate = clock.wait(restMs).then(() => 'too late' as const)
  const rest = Promise.all([...late, ...processes.map(async ({ mapping }) => mapping.whenCaughtUp())])
  if ((await clock.until(Promise.race([rest, tooLate]))) === 'too late')
    problems.push('stuck: it does not come to rest within six hours')
}

const redriven = async (world: FaultWorld, unreadable: ReadonlySet<string>): Promise<void> => {
  const { sinks, problems } = world
  const waiting = (): readonly string[] =>
    [...sinks.failed].flatMap(([key, text]) =>
      key.startsWith('redriven/') || text.includes('"inDoubt":{') || unreadable.has(key) ? [] : [key],
    )
  for (let round = 0; round < 3 && waiting().length > 0; round += 1) await world.redrive()
  for (const key of waiting()) problems.push(`parked: ${key} cannot be redriven`)
}

/** Writes whose records lie in the objects that are wanted; in a discarded batch they are text in a text. */
const namesIn = (world: FaultWorld, isWanted: (text: string) => boolean): ReadonlySet<string> => {
  const numbers = new Set(
    [...world.sinks.failed.values()]
      .filter(isWanted)
      .flatMap(text => [...text.matchAll(/SequenceNumber\\*":\\*"(\d+)/g)].map(([, number]) => number)),
  )
  return new Set(
    world.table.writes.filter(({ sequenceNumber }) => numbers.has(sequenceNumber)).map(writeName),
  )
}

/** Of what nobody can read the record lies whole where it was parked, and no sink of events has it. */
const letGo = (world: FaultWorld, { isBroken }: LoadPlan): ReadonlySet<string> => {
  const keys = new Set<string>()
  if (isBroken === undefined) return keys
  const broken = new Map(world.table.writes.filter(isBroken).map(write => [write.sequenceNumber, write]))
  for (const [key, text] of world.sinks.failed) {
    const { sequenceNumber = '', processor } = JSON.parse(text) as Partial<ParkedObject>
    const write = broken.get(sequenceNumber)
    if (write === undefined || processor !== '(routing)') continue
    keys.add(key)
    world.lost.add(writeName(write))
  }
  return keys
}

/** Redrives what was parked, and says what is wrong with the sinks of a world that has come to rest. */
export const judgeWorld = async (world: FaultWorld, plan: LoadPlan): Promise<readonly string[]> => {
  const { sinks, table, problems } = world
  const inDoubt = namesIn(world, text => text.includes('"inDoubt":{'))
  const late = namesIn(world, () => true)
  const failed = [...sinks.failed.values()].filter(text => !text.includes('"inDoubt":{'))
  if (plan.parksNothing === true && failed.length > 0)
    problems.push(`parked: ${failed.length} changes were given up`)
  await redriven(world, letGo(world, plan))
  return [
    ...problems,
    ...judgeSinks(table, sinks, { lost: world.lost, inDoubt, late }),
    ...((await plan.check?.(world)) ?? []),
  ]
}

const keysOf = (plan: LoadPlan, seed: number, count: number): readonly string[] =>
  plan.keys?.({ count, seed }) ?? Array.from({ length: count }, (_, number) => `item-${number}`)

/** The world of a plan, with nothing started. */
const worldOf = (plan: LoadPlan, seed: number, keys: readonly string[]): FaultWorld =>
  faultWorld({
    seed,
    keys,
    shards: plan.shards ?? 3,
    settings: plan.settings ?? {},
    gcDeletesMs: plan.gcDeletesMs ?? 900_000,
    pollIntervalMs: plan.pollIntervalMs ?? 1_000,
    habits: { tie: 0.05, shape: awsShape, clockBack: 0, ...plan.habits },
    ...(plan.sharesLeases && { sharesLeases: true }),
    ...(plan.through && { through: plan.through }),
  })

/** Plays a load under a plan's faults, lets everything come to rest, redrives what was parked, and judges the sinks. */
export const playLoad = async (
  plan: LoadPlan,
  seed: number,
  { keys: count, operations }: PlaySize,
): Promise<readonly string[]> => {
  const keys = keysOf(plan, seed, count)
  const world = worldOf(plan, seed, keys)
  const { dice, clock, weather } = world
  const mix = plan.mix ?? { remove: 0.2, reinsert: 0.05, again: 0.2 }
  await plan.before?.(world)
  for (const name of functionNames) await world.startMapping(name)
  weather.at = plan.weather ?? {}
  for (let done = 0; done < operations;) {
    const burst = Math.min(operations - done, 1 + dice.below(mostAtOnce))
    for (let count = 0; count < burst; count += 1) operateTable(world, keys, mix)
    done += burst
    readThrough(world, keys)
    await plan.disturb?.(world, done / operations)
    await clock.pass(dice.oneOf([10, 300, 1_500, 4_000]))
  }
  weather.isCalm = true
  await plan.after?.(world)
  await settled(world)
  await plan.beforeJudging?.(world)
  const problems = await judgeWorld(world, plan)
  for (const process of [...world.processes]) await world.stopMapping(process)
  return problems
}
