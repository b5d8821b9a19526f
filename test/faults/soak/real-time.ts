import { systemClock } from '../../../core/clock.ts'
import type { SimulatedClock } from '../../../engine/simulated-clock.ts'

/** The clock of this machine, for a world that is otherwise played on simulated time. */
export const realTime: SimulatedClock = {
  ...systemClock,
  until: async promise => promise,
  pass: async ms => systemClock.wait(ms),
}
