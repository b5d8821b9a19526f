import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { raise } from '../core/errors/pipeline-error.ts'
import { reasonOf } from '../core/errors/thrown.ts'
import { filterPatterns } from '../operations/filters/filter-patterns.ts'
import { exitCodes } from './exit-code.ts'
import { commandFaults } from './faults.ts'
import type { ProjectOptions } from './project-options.ts'
import { overridesOf } from './project-options.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'

/** The options of `tailrace filters`. */
export interface FiltersCommandOptions extends ProjectOptions {
  /** Where the patterns are put; without it, on stdout. */
  readonly out?: string
  readonly check: boolean
  readonly output: 'human' | 'json'
}

const textIn = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Writes a file that a command was told to.
 * @throws PipelineError `filters.file-unwritable`
 */
export const writeText = (path: string, file: string, text: string): void => {
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  } catch (error) {
    throw raise(commandFaults, 'filters.file-unwritable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

/**
 * `tailrace filters`
 * @throws PipelineError `project.*`, `filters.stale`, `filters.file-unwritable`, `filters.file-missing`
 */
export const filtersCommand = async (
  { out: file, check, output, ...which }: FiltersCommandOptions,
  { folder, out, say }: Terminal,
): Promise<number> => {
  if (check && file === undefined) throw raise(commandFaults, 'filters.file-missing', {})
  const text = await filterPatterns(folder, {}, overridesOf(which))
  if (file === undefined) {
    if (output === 'json') json(out)(JSON.parse(text))
    else out(text)
    return exitCodes.done
  }
  const path = resolve(folder, file)
  const isFresh = textIn(path) === text
  if (check && !isFresh) throw raise(commandFaults, 'filters.stale', { file })
  if (!isFresh) writeText(path, file, text)
  if (output === 'json') json(out)({ file, isWritten: !isFresh })
  say(`${file} ${check || isFresh ? 'is up to date' : 'is written'}\n`)
  return exitCodes.done
}
