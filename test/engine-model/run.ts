import { memoryCheckpointStore } from '../../adapters/memory/memory-checkpoint-store.ts'
import type { CheckpointStore } from '../../engine/ports/checkpoint-store.ts'
import type { FailureDestination } from '../../engine/ports/failure-destination.ts'
import { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import { mappingSettings } from '../../engine/settings.ts'
import type { SimulatedClock } from '../../engine/simulated-clock.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import type { ModelFunction } from './function.ts'
import { modelFunction } from './function.ts'
import type { Journal } from './journal.ts'
import { newJournal } from './journal.ts'
import type { Mortal } from './mortal.ts'
import { mortal } from './mortal.ts'
import type { Dice, Plan } from './plan.ts'
import { diceOf, planOf } from './plan.ts'
import type { ModelStream } from './stream.ts'
import { modelStream } from './stream.ts'

interface World {
  readonly dice: Dice
  readonly plan: Plan
  readonly clock: SimulatedClock
  readonly stream: ModelStream
  readonly journal: Journal
  readonly worker: ModelFunction
  readonly checkpoints: CheckpointStore
  readonly onFailure: FailureDestination
  /** How many calls of checkpoints and destination are still to fail. */
  readonly broken: { calls: number }
  /** A mapping at LATEST has begun with its first position: what is written from then on is not to be missed. */
  readonly begun: { isSo: boolean }
}

const worldOf = (seed: number): World => {
  const dice = diceOf(seed)
  const plan = planOf(dice)
  const clock = simulatedClock()
  const stream = modelStream(dice)
  const journal = newJournal(stream, mappingSettings('model', plan.settings), plan.choices)
  const broken = { calls: 0 }
  const begun = { isSo: plan.settings.StartingPosition !== 'LATEST' }
  const breakable = (): void => {
    if (broken.calls === 0) return
    broken.calls -= 1
    throw new Error('not now')
  }
  const store = memoryCheckpointStore()
  return {
    dice,
    plan,
    clock,
    stream,
    journal,
    worker: modelFunction(dice, plan, journal, clock),
    checkpoints: {
      ...store,
      save: async (mapping, streamArn, shardId, checkpoint) => {
        breakable()
        journal.saved(shardId, checkpoint)
        begun.isSo = true
        return store.save(mapping, streamArn, shardId, checkpoint)
      },
    },
    onFailure: {
      kind: 's3',
      write: async document => {
        breakable()
        journal.told(document)
        return Promise.resolve()
      },
    },
    broken,
    begun,
  }
}

interface Process {
  readonly number: number
  readonly mapping: EventSourceMapping
  readonly body: Mortal
}

const newProcess = (world: World, number: number): Process => {
  const { plan, clock, stream, worker, checkpoints, onFailure, dice } = world
  const target = worker.of(number)
  const surroundings = { clock, source: stream.source, checkpoints, onFailure, target }
  const body = mortal(surroundings, () => dice.below(20))
  let ids = 0
  const mapping = new EventSourceMapping({
    ...body,
    id: 'model',
    functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:model',
    settings: plan.settings,
    choices: plan.choices,
    random: dice.random,
    newId: () => `${number}-${(ids += 1)}`,
    emit: () => undefined,
  })
  return { number, mapping, body }
}

/** A process that is killed while it starts is followed by another one, until one is started. */
const startProcess = async (world: World, number: number): Promise<Process> => {
  const { dice, clock, stream, begun } = world
  const process = newProcess(world, number)
  const started = process.mapping.start()
  if (!dice.chance(0.2)) {
    await clock.until(started)
    return process
  }
  await clock.pass(dice.below(150))
  process.body.kill()
  world.journal.died(number)
  if (begun.isSo && dice.chance(0.5)) stream.write(clock.now(), false)
  if (dice.chance(0.3)) stream.split()
  return startProcess(world, number + 1)
}

const calls = ['shards', 'iterator', 'read'] as const
const problems = ['throttled', 'failed', 'expired-iterator'] as const

/** Something that goes wrong outside the process. */
const disturb = ({ dice, stream, broken }: World): void => {
  switch (dice.below(6)) {
    case 0:
      stream.split()
      return
    case 1:
      stream.source.expireIterators()
      return
    case 2:
      stream.source.failNext(
        dice.oneOf(calls as unknown as readonly ['read']),
        dice.oneOf(problems as unknown as readonly ['failed']),
        1 + dice.below(4),
      )
      return
    case 3:
      stream.source.emptyNext(1 + dice.below(4))
      return
    case 4:
      broken.calls = 1 + dice.below(4)
      return
    default: {
      // A shard that is hidden for longer is taken for gone: that much is not promised.
      const hidden = dice.random()
      let wrongPages = 2
      stream.source.showInstead(shards => {
        wrongPages -= 1
        if (wrongPages < 0) return shards
        return shards.filter((_, index) => (index * hidden * 7) % 1 < 0.7).toReversed()
      })
    }
  }
}

const calm = ({ stream, broken }: World): void => {
  broken.calls = 0
  stream.source.showInstead(undefined)
  stream.source.emptyNext(0)
  for (const call of calls) stream.source.failNext(call, 'failed', 0)
}

const restarted = async (world: World, process: Process): Promise<Process> => {
  const { dice, clock, journal } = world
  if (dice.chance(0.5)) {
    process.body.kill()
    journal.died(process.number)
  } else await clock.until(process.mapping.stop())
  // A listing that hides shards from a process that begins would be believed in the end: that much is not promised.
  calm(world)
  return startProcess(world, process.number + 1)
}

const step = async (world: World, process: Process): Promise<Process> => {
  const { dice, clock, stream } = world
  const writes = dice.below(5)
  for (let count = 0; count < writes; count += 1) stream.write(clock.now(), false)
  if (dice.chance(0.3)) disturb(world)
  else if (dice.chance(0.2)) calm(world)
  await clock.pass(dice.oneOf([10, 300, 2_500, 8_000]))
  return dice.chance(0.15) ? restarted(world, process) : process
}

/** When nothing goes wrong any more, a mapping that has not come to rest by then never will. */
const restMs = 3_600_000

/** Plays a seed to its end, and says what went against the rules. */
export const playMapping = async (seed: number): Promise<readonly string[]> => {
  const world = worldOf(seed)
  const { dice, clock, stream, plan, worker, journal } = world
  const isLatest = plan.settings.StartingPosition === 'LATEST'
  const early = dice.below(6)
  for (let count = 0; count < early; count += 1) {
    stream.write(clock.now(), isLatest)
    if (dice.chance(0.2)) stream.split()
  }
  if (isLatest) await clock.pass(120_000)
  let process = await startProcess(world, 1)
  for (let count = 0; count < plan.steps; count += 1) process = await step(world, process)
  calm(world)
  worker.heal()
  const tooLate = clock.wait(restMs)
  await clock.until(Promise.race([process.mapping.whenCaughtUp(), tooLate]))
  await clock.until(Promise.race([process.mapping.stop(), tooLate]))
  journal.finished()
  return journal.problems
}
