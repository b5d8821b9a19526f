import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { localProcess } from '../../../adapters/file/local-party.ts'
import { writeLasting } from '../../../adapters/file/object-files.ts'
import type { Clock } from '../../../core/clock.ts'
import { raise } from '../../../core/errors/pipeline-error.ts'
import type { LocalProcess } from '../../../core/lease/lease-party.ts'
import { processIn } from '../../../core/lease/lease-text.ts'
import { machineFaults } from '../../../local-servers/faults.ts'

type Env = Readonly<Record<string, string | undefined>>

/** How long a killed process may take until it is gone, in milliseconds. */
const goneWithinMs = 10_000

const fileIn = (folder: string): string => join(folder, 'engine.json')

/** Remembers the engine's process, so that a run after a kill finds it. Nothing is noted where nobody could be sure of it later. */
export const noteEngineProcess = async (folder: string, pid: number, env: Env): Promise<void> => {
  const found = await localProcess(pid, env)
  if (found !== undefined) await writeLasting(fileIn(folder), JSON.stringify(found), `.${process.pid}`)
}

const notedIn = async (folder: string): Promise<LocalProcess | undefined> => {
  try {
    return processIn(JSON.parse(await readFile(fileIn(folder), 'utf8')))
  } catch {
    // None was noted, or a power cut took the note along with the process.
    return undefined
  }
}

const isStill = async (noted: LocalProcess, env: Env): Promise<boolean> => {
  const now = await localProcess(noted.pid, env)
  return now?.machine === noted.machine && now.start === noted.start
}

/**
 * Stops the table engine that a killed run has left behind; a process that merely has its number is left alone.
 *
 * @returns its number, where there was one
 * @throws PipelineError `machine.left-behind`
 */
export const stopLeftBehind = async (folder: string, env: Env, clock: Clock): Promise<number | undefined> => {
  const noted = await notedIn(folder)
  if (noted === undefined || !(await isStill(noted, env))) return undefined
  const { pid } = noted
  const startedAtMs = clock.now()
  const refused = raise(machineFaults, 'machine.left-behind', { pid })
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone by itself meanwhile, or not ours to end; the look below tells.
  }
  while (await isStill(noted, env)) {
    if (clock.now() - startedAtMs > goneWithinMs) throw refused
    await clock.wait(20)
  }
  return pid
}
