import { raise } from '../core/errors/pipeline-error.ts'
import { envFileOf, readSessionNote } from '../operations/dev/session-file.ts'
import { exitCodes } from './exit-code.ts'
import { commandFaults } from './faults.ts'
import { placeLines } from './place-lines.ts'
import type { Terminal } from './terminal.ts'
import { json } from './terminal.ts'

/** The options of `tailrace status`. */
export interface StatusCommandOptions {
  readonly output: 'human' | 'json'
}

/**
 * `tailrace status`
 * @throws PipelineError `status.nothing-runs`
 */
export const statusCommand = async (
  { output }: StatusCommandOptions,
  { folder, out }: Terminal,
): Promise<number> => {
  const note = readSessionNote(folder)
  if (note === undefined) throw raise(commandFaults, 'status.nothing-runs', { folder })
  if (output === 'json') {
    json(out)(note)
    return Promise.resolve(exitCodes.done)
  }
  const tables = note.tables.map(({ tableName }) => tableName)
  const places = { ...note, tables, envFile: envFileOf(folder) }
  out(`tailrace dev runs ${note.functions.join(' and ')} of ${note.file} as process ${note.pid}\n`)
  for (const line of placeLines(places)) out(`${line}\n`)
  return Promise.resolve(exitCodes.done)
}
