import { fileSpill } from '../file-spill.ts'
import type { Spill } from '../spill.ts'
import type { VerifyRun } from '../verify-run.ts'

/** What is collected while tables and sinks are read: both sides, by the place of the sink. */
export interface Sides {
  readonly wanted: readonly Spill[]
  readonly found: readonly Spill[]
  readonly flush: () => void
}

/** The sides of a run, in files of its folder. */
export const openSides = ({ sinks, folder }: VerifyRun): Sides => {
  const wanted = sinks.map((_, place) => fileSpill(folder, `wanted.${place}`))
  const found = sinks.map((_, place) => fileSpill(folder, `found.${place}`))
  return {
    wanted,
    found,
    flush: () => {
      for (const side of [...wanted, ...found]) side.flush()
    },
  }
}
