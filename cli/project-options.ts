import type { Command } from 'commander'
import type { ReadOverrides } from '../operations/project/read-project.ts'

/** Which project a command reads, where the folder alone does not say it. */
export interface ProjectOptions {
  /** The deploy file. */
  readonly file?: string
  readonly stage?: string
}

/** Adds them to a command that reads a project. */
export const withProjectOptions = (command: Command): Command =>
  command
    .option('--file <name>', 'deploy file to read, where the folder has several or it has another name')
    .option('--stage <name>', 'stage of a serverless file, or environment of samconfig')

/** As the reader of projects takes them; they prevail over `tailrace.config.ts`. */
export const overridesOf = ({ file, stage }: ProjectOptions): ReadOverrides => ({
  ...(file !== undefined && { deployFile: file }),
  ...(stage !== undefined && { stage }),
})
