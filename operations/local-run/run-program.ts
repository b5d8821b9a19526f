import { execFile } from 'node:child_process'

/** How a program ended. */
export interface ProgramEnd {
  /** 0 is well; nothing where it could not be started. */
  readonly code: number | undefined
  /** What it wrote to stderr. */
  readonly said: string
}

/** Runs a program to its end. */
export type RunProgram = (command: readonly string[], folder: string) => Promise<ProgramEnd>

/** A program of this machine. */
export const runProgram: RunProgram = async ([program = '', ...args], folder) =>
  new Promise(resolve => {
    execFile(program, args, { cwd: folder, maxBuffer: 16 * 1024 * 1024 }, (error, _, said) => {
      const { code } = error ?? { code: 0 }
      resolve({ code: typeof code === 'number' ? code : undefined, said })
    })
  })
