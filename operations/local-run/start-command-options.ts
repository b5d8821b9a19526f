import type { RunProgram } from './run-program.ts'

/** What is to be started, and where. */
export interface StartCommandOptions {
  readonly functionName: string
  readonly runtime: string
  readonly handler: string
  /** Absolute path of the folder that is deployed. */
  readonly codeFolder: string
  /** Absolute path of the folder of the deploy file. */
  readonly projectFolder: string
  readonly run: RunProgram
  /** Told what is built, in a line. */
  readonly say: (line: string) => void
}
