import type { Image } from '../../../core/attributes/attribute-value.ts'
import type { FaultWorld } from '../fault-world.ts'
import { functionNames } from '../fault-world.ts'
import type { LoadPlan } from '../load-play.ts'
import { playLoad } from '../load-play.ts'

/** A failure that another system has, or had, and the play that shows that it does not happen here. */
export interface KnownFailure {
  /** As in docs/faults.md. */
  readonly id: `T${number}`
  /** Whose it is. */
  readonly system: string
  /** What goes wrong there, with the public place that says so where there is one. */
  readonly there: string
  /** What holds here. */
  readonly here: string
  /** Plays it and says what went wrong. */
  readonly play: () => Promise<readonly string[]>
}

/** What a story is told of, and with what habits. */
interface StoryPlan extends Omit<LoadPlan, 'keys' | 'after'> {
  /** @defaultValue a, b, c */
  readonly items?: readonly string[]
}

const shown = (image: Image): Image => ({ ...image, active: { BOOL: true } })

/**
 * A few writes on the whole path, and what goes wrong meanwhile. Then everything comes to rest in calm weather, what is
 * parked is redriven, and the sinks are judged by the writes alone.
 */
export const story =
  (tell: (world: FaultWorld) => Promise<void>, plan: StoryPlan = {}): KnownFailure['play'] =>
  async () => {
    const { items = ['a', 'b', 'c'], habits, ...rest } = plan
    return playLoad(
      {
        shards: 1,
        ...rest,
        habits: { tie: 0, adorn: shown, ...habits },
        keys: () => items,
        after: async world => {
          world.weather.isCalm = false
          await tell(world)
          world.weather.isCalm = true
        },
      },
      1,
      { keys: items.length, operations: 0 },
    )
  }

/** Both mappings are killed where they stand, and started again from their checkpoints. */
export const restart = async (world: FaultWorld): Promise<void> => {
  for (const process of [...world.processes]) world.killMapping(process)
  for (const name of functionNames) await world.startMapping(name)
}

/** Until everything that was written is through. */
export const caughtUp = async ({ clock, processes }: FaultWorld): Promise<void> => {
  await clock.until(Promise.all(processes.map(async ({ mapping }) => mapping.whenCaughtUp())))
}

/** Stops the readers in an orderly way. */
export const stopReaders = async (world: FaultWorld): Promise<void> => {
  await caughtUp(world)
  for (const process of [...world.processes]) await world.stopMapping(process)
}

/** Starts both on the stream as it is now. */
export const startReaders = async (world: FaultWorld): Promise<void> => {
  for (const name of functionNames) await world.startMapping(name)
}

/** Notes what does not hold. */
export const demand = ({ problems }: FaultWorld, holds: boolean, problem: string): void => {
  if (!holds) problems.push(problem)
}
