import { existsSync, readFileSync } from 'node:fs'
import { readdir, rm, rmdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { writeWhole } from '../../adapters/file/object-files.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { verifyFaults } from './faults.ts'

/** How far a run has come; what it says is done lies in the files beside it. */
export interface RunState {
  readonly version: 1
  /** What is compared with what: only the same run goes on. */
  readonly over: string
  readonly segments: number
  /** Places of the sinks whose documents are listed. */
  readonly listed: number[]
  /** By table and segment: where it goes on, or null at its end. */
  readonly cursors: Record<string, string | null>
  items: number
  documents: number
}

/** The file of a run's state in its folder. */
export const stateFileOf = (folder: string): string => join(folder, 'state.json')

/** Whoever reads it finds the old state or the new one. */
export const saveState = async (folder: string, state: RunState): Promise<void> => {
  const file = stateFileOf(folder)
  try {
    await writeWhole(file, JSON.stringify(state))
  } catch (error) {
    throw raise(verifyFaults, 'verify.folder-unwritable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

const isState = (value: unknown): value is RunState =>
  typeof value === 'object' &&
  value !== null &&
  'version' in value &&
  value.version === 1 &&
  'over' in value &&
  typeof value.over === 'string' &&
  'listed' in value &&
  Array.isArray(value.listed) &&
  'cursors' in value &&
  typeof value.cursors === 'object'

const parsedState = (file: string): RunState => {
  let reason = 'it is no state of a run'
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isState(value)) return value
  } catch (error) {
    reason = reasonOf(error)
  }
  throw raise(verifyFaults, 'verify.resume-unreadable', { file, reason })
}

/** All that a run ever puts into its folder. */
const ownFiles =
  /^(state\.json(\.draft)?|differences|(wanted|found|suspects|changed|links|records|entries|missing|captured)\.[\w.]+)$/

/** Takes away what a run has put into its folder, and the folder if nothing else is in it: it may be anybody's. */
export const removeRun = async (folder: string): Promise<void> => {
  if (!existsSync(folder)) return
  const names = await readdir(folder)
  for (const name of names.filter(each => ownFiles.test(each))) await rm(join(folder, name), { force: true })
  if (names.every(each => ownFiles.test(each))) await rmdir(folder)
}

/**
 * Refuses to go on from what is no state of a run.
 *
 * @throws PipelineError `verify.resume-unreadable`
 */
export const checkState = (file: string): void => {
  if (basename(file) === basename(stateFileOf(''))) parsedState(file)
  else throw raise(verifyFaults, 'verify.resume-unreadable', { file, reason: 'it is no state of a run' })
}

/**
 * The state in a folder, or that of a run that begins.
 *
 * @throws PipelineError `verify.resume-unreadable`, `verify.resume-other`
 */
export const openState = (folder: string, over: string, segments: number): RunState => {
  const file = stateFileOf(folder)
  if (!existsSync(file))
    return { version: 1, over, segments, listed: [], cursors: {}, items: 0, documents: 0 }
  const state = parsedState(file)
  if (state.over !== over)
    throw raise(verifyFaults, 'verify.resume-other', { file, was: state.over, is: over })
  return state
}
