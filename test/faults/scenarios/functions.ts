import type { Image } from '../../../core/attributes/attribute-value.ts'
import type { FaultWorld } from '../fault-world.ts'
import { functionNames } from '../fault-world.ts'
import type { FaultScenario } from '../scenario.ts'
import { atShares, underLoad } from '../scenario.ts'
import type { Weather } from '../weather.ts'

/** A function that is killed at any step. */
const kills = (share: number): Weather['at'] => {
  const at = { killBefore: share, killAfter: share }
  return {
    search: at,
    cache: at,
    audit: at,
    dependents: at,
    post: { killBefore: share },
    mail: at,
    ledger: at,
    claims: at,
  }
}

const killAndStart = async (world: FaultWorld): Promise<void> => {
  const { dice, processes, table, clock } = world
  for (const process of [...processes]) world.killMapping(process)
  // Written while nobody reads.
  for (let write = 0; write < 10; write += 1)
    table.put(dice.oneOf([...table.current().homes.keys()] as [string]))
  await clock.pass(dice.below(5_000))
  for (const name of functionNames) await world.startMapping(name)
}

/** One that stands still for so long that another takes its lease, and then goes on as if nothing had been. */
const steal = async (world: FaultWorld): Promise<void> => {
  const { clock, processes, events, problems } = world
  const old = processes.find(({ name }) => name === 'projections')
  if (old === undefined) return
  old.pause(true)
  await clock.pass(600_000)
  await world.startMapping('projections')
  old.pause(false)
  await clock.pass(600_000)
  processes.splice(processes.indexOf(old), 1)
  if (!events.some(({ event }) => event === 'LeaseLost')) problems.push('zombie: who lost the lease went on')
}

const stealing = atShares([0.5], steal)

const poisonous =
  (poison: 'throws' | 'kills', every: number) =>
  (image: Image): Image => {
    const { note } = image
    const isPoison = note !== undefined && 'N' in note && Number(note.N) % every === every - 1
    return isPoison ? { ...image, poison: { S: poison } } : image
  }

const mend = ({ sinks }: FaultWorld): void => {
  sinks.poison.isMended = true
}

/** Whatever was parked is of an item that was poison once. */
const onlyPoisonParked = ({ table, problems }: FaultWorld, parked: readonly string[]): void => {
  const poisoned = new Set(
    table.writes.filter(({ after }) => after?.['poison'] !== undefined).map(({ key }) => key),
  )
  for (const key of parked)
    if (!poisoned.has(key)) problems.push(`neighbour: ${key} was parked with another's poison`)
}

/** Of a record that kills the function nobody knows which processor it was: it is parked for all that had not ended. */
const lookAtParked = (world: FaultWorld, isKill: boolean): void => {
  const parked = world.parked().filter(({ inDoubt }) => inDoubt === undefined)
  onlyPoisonParked(
    world,
    parked.map(({ key }) => key),
  )
  for (const { processor } of parked)
    if (!isKill && processor !== 'search-index')
      world.problems.push(`neighbour: ${processor} parked what only the index could not take`)
}

/** Functions and mappings that die, stand still or choke: F3, F12 to F15, F22. */
export const functionScenarios: readonly FaultScenario[] = [
  underLoad(
    {
      id: 'F3',
      injects: 'the function is killed between records of one key and second, about every tenth call',
      expects: 'no document is stale',
      others:
        'Data Prepper’s counter may number the rest lower after a restart, and takes the conflict for success. Debezium lost events that shared a position (PR #7531).',
    },
    {
      mix: { remove: 0.15, reinsert: 0.15, again: 0.8 },
      weather: {
        search: { killAfter: 0.1, killBefore: 0.05 },
        audit: { killAfter: 0.05 },
        ledger: { killBefore: 0.05 },
      },
    },
  ),
  underLoad(
    {
      id: 'F12',
      injects:
        'checkpoints of one shard cannot be written; a mapping stands still until another has its lease',
      expects: 'the other shards go on; who lost the lease stops and saves nothing more',
      others: 'Data Prepper tests both for one shard.',
    },
    {
      sharesLeases: true,
      disturb: async (world, share) => {
        world.failingSaves.set([...world.table.current().open][0] ?? '', 3)
        await stealing(world, share)
      },
    },
  ),
  underLoad(
    {
      id: 'F13',
      injects: 'ten lanes to a shard, and single deliveries that fail among a hundred',
      expects: 'a checkpoint is never past what is unfinished',
      others:
        'Redpanda Connect saved the highest acknowledged number until PR #4510, Data Prepper until 2025 (#5818 and after).',
    },
    {
      settings: { ParallelizationFactor: 10 },
      weather: { post: { odd: 0.02 }, audit: { down: 0.05 }, search: { slowMs: 50 }, mail: { slowMs: 30 } },
      disturb: ({ sinks, dice }) => {
        const unlucky = dice.random()
        sinks.itemTrouble.now = ({ id }) =>
          Math.abs(Math.sin(id.length * 7 + id.charCodeAt(id.length - 1) + unlucky)) < 0.02
            ? { status: 429, error: { type: 'rejected_execution_exception', reason: 'queue full' } }
            : undefined
      },
      after: ({ sinks }) => {
        sinks.itemTrouble.now = undefined
      },
      parksNothing: true,
    },
  ),
  underLoad(
    {
      id: 'F14',
      injects:
        'a function dies while its request is under way, and the request takes place 30 s later; and another mapping takes over from one that stands still',
      expects: 'nothing that comes late overwrites what is newer',
      others:
        'KCL had two workers on one shard (#108, #265); what a late write does is left to the application.',
    },
    {
      sharesLeases: true,
      weather: { search: { late: 0.05 }, cache: { late: 0.02 }, audit: { late: 0.02 }, mail: { late: 0.01 } },
      disturb: atShares([0.5], steal),
    },
  ),
  underLoad(
    {
      id: 'F15',
      injects: 'the function is killed at every step, the mapping five times, and writes go on meanwhile',
      expects: 'what was written while everything was down appears, and nothing twice where it must not',
      others: 'Debezium and Sequin test just this; most others have no such test.',
    },
    { weather: kills(0.01), disturb: atShares([0.15, 0.35, 0.55, 0.75, 0.95], killAndStart) },
  ),
  underLoad(
    {
      id: 'F22',
      injects:
        'items of which no document can be made: two that throw and one that kills the function in every 150',
      expects:
        'only these are parked: one that throws for the index alone, one that kills for its whole function; they come home when the function is mended',
      others:
        'Lambda’s own defaults hold a shard up for a day. KCL goes on past a batch whose processing throws.',
    },
    seed => ({
      habits: { adorn: poisonous(seed % 3 === 0 ? 'kills' : 'throws', seed % 3 === 0 ? 400 : 75) },
      after: async world => {
        await world.clock.pass(1_800_000)
        lookAtParked(world, seed % 3 === 0)
        mend(world)
      },
    }),
  ),
]
