// What the runner that vitest loads shares with the thread that has loaded vitest.
import type { Switches } from './switches.ts'
import { switchName } from './switches.ts'

/** An error as vitest tells it. */
export interface Failure {
  readonly message?: string
}

/** The run of a test file that is going on. */
interface CurrentRun {
  /** The tests that are run; without it all. */
  readonly only: ReadonlySet<string> | undefined
  readonly failedTest: (test: string, errors: readonly Failure[]) => void
  /** The whole file, by the state that vitest gives it. */
  readonly ended: (state: string, errors: readonly Failure[]) => void
}

interface Shared {
  [switchName]?: Switches
  $mutationRun?: CurrentRun
}

const shared = globalThis as Shared

/** Makes this the run that the runner sees. */
export const share = (switches: Switches, run: CurrentRun): void => {
  shared[switchName] = switches
  shared.$mutationRun = run
}

/** The run that is going on; throws if there is none. */
export const currentRun = (): CurrentRun & { readonly switches: Switches } => {
  const { $mutationRun: run, [switchName]: switches } = shared
  if (run === undefined || switches === undefined) throw new Error('no run of a test file is going on')
  return { ...run, switches }
}
