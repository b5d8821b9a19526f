import type { Command } from 'commander'
import type { Terminal } from './terminal.ts'

/** Commands put their exit code here. */
export interface Outcome {
  code: number
}

/** Adds one command, which calls its function and keeps the exit code. */
export type AddCommand = (program: Command, terminal: Terminal, outcome: Outcome) => void
