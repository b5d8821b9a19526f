import { runTied } from '../../local-servers/run-tied.ts'

/** How a program ended. */
export interface ProgramEnd {
  /** 0 is well; nothing where it could not be started. */
  readonly code: number | undefined
  /** What it wrote to stderr. */
  readonly said: string
}

/** Runs a program to its end. */
export type RunProgram = (command: readonly string[], folder: string) => Promise<ProgramEnd>

/** A program of this machine, which ends with this process at the latest. */
export const runProgram: RunProgram = async (command, folder) => {
  const { code, said } = await runTied(command, { folder })
  return { code, said }
}
