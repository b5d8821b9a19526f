import type { LoadPlan, PlaySize } from './load-play.ts'
import { playLoad } from './load-play.ts'

/** One scenario of the matrix. */
export interface FaultScenario {
  /** As in docs/faults.md. */
  readonly id: `F${number}`
  /** What is injected. */
  readonly injects: string
  /** What has to hold beside 0 lost, 0 stale, 0 ghosts, order, audit once, strict messages at most once. */
  readonly expects: string
  /** What the systems do that were studied; empty where none of them says or shows anything. */
  readonly others: string
  /** Where else it runs: against real engines. */
  readonly alsoIn?: string
  /** Plays it and says what went wrong. */
  readonly play: (seed: number, size: PlaySize) => Promise<readonly string[]>
}

/** A scenario that is a load under a plan's faults. */
export const underLoad = (
  words: Omit<FaultScenario, 'play'>,
  plan: LoadPlan | ((seed: number) => LoadPlan),
): FaultScenario => ({
  ...words,
  play: async (seed, size) => playLoad(typeof plan === 'function' ? plan(seed) : plan, seed, size),
})

/** Calls once, when the share of the load that is written passes each of these. */
export const atShares = <World>(
  shares: readonly number[],
  act: (world: World) => Promise<void> | void,
): ((world: World, share: number) => Promise<void>) => {
  const left = new WeakMap<object, number[]>()
  return async (world, share) => {
    const due = left.get(world as object) ?? [...shares]
    left.set(world as object, due)
    while (due[0] !== undefined && share >= due[0]) {
      due.shift()
      await act(world)
    }
  }
}
