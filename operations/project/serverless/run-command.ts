import { runTied } from '../../../local-servers/run-tied.ts'

/** How a command ended. */
export interface EndedCommand {
  /** `undefined` where it was ended for its time, or could not be started. */
  readonly code: number | undefined
  readonly out: string
  readonly said: string
}

/** Runs a command of the project's and waits for it. */
export type RunCommand = (
  path: string,
  args: readonly string[],
  options: {
    readonly folder: string
    readonly env: Readonly<Record<string, string | undefined>>
    readonly timeLimitMs: number
  },
) => Promise<EndedCommand>

/** Runs it as a process of its own, under this Node.js if it is a script for it; it ends with this one at the latest. */
export const runCommand: RunCommand = async (path, args, options) => runTied([path, ...args], options)
