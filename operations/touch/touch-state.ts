import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeLasting } from '../../adapters/file/object-files.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { touchFaults } from './faults.ts'

/** How far a run has come: what lies before a cursor is touched. */
export interface TouchState {
  readonly version: 1
  readonly over: string
  readonly run: string
  readonly segments: number
  /** By segment: where it goes on, or null at its end. */
  cursors: Record<string, string | null>
  items: number
  touched: number
  changed: number
  skipped: number
  /** Items that DynamoDB cannot have any larger; nothing where none was met yet. */
  refused?: number
}

/** The file of a run's state in its folder. */
export const touchStateFile = (folder: string): string => join(folder, 'touch.json')

/** @throws PipelineError `touch.state-unwritable` */
export const saveTouch = async (folder: string, state: TouchState): Promise<void> => {
  const file = touchStateFile(folder)
  try {
    await writeLasting(file, JSON.stringify(state))
  } catch (error) {
    throw raise(touchFaults, 'touch.state-unwritable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

const isTouchState = (value: unknown): value is TouchState => {
  if (typeof value !== 'object' || value === null) return false
  const found = value as Readonly<Record<string, unknown>>
  const hasCounts = ['segments', 'items', 'touched', 'changed', 'skipped'].every(name =>
    Number.isInteger(found[name]),
  )
  const hasTexts = typeof found['over'] === 'string' && typeof found['run'] === 'string'
  return found['version'] === 1 && hasCounts && hasTexts && typeof found['cursors'] === 'object'
}

/**
 * The state in a folder; `undefined` where a run begins.
 *
 * @throws PipelineError `touch.state-unreadable`
 */
export const readTouch = (folder: string): TouchState | undefined => {
  const file = touchStateFile(folder)
  if (!existsSync(file)) return undefined
  let reason = 'it is no state of a touch'
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isTouchState(value)) return value
  } catch (error) {
    reason = reasonOf(error)
  }
  throw raise(touchFaults, 'touch.state-unreadable', { file, reason })
}
