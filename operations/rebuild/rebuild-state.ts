import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeLasting } from '../../adapters/file/object-files.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { rebuildFaults } from './faults.ts'
import type { RebuildStep } from './rebuild-event.ts'

/** How far a rebuild has come; what it says is done is acknowledged by the engine. */
export interface RebuildState {
  readonly version: 1
  /** What is rebuilt from what: only the same run goes on. */
  readonly over: string
  readonly run: string
  readonly alias: string
  readonly index: string
  /** What the alias pointed to; `''` for nothing. */
  readonly before: string
  readonly gcDeletes?: string
  /** Of the tables, by name. */
  readonly streams: Readonly<Record<string, string>>
  readonly segments: number
  step: RebuildStep
  announcedAtMs: number
  /** When somebody last saw that the functions keep up. */
  checkedAtMs: number
  /** By table and segment: where it goes on, or null at its end. */
  cursors: Record<string, string | null>
  items: number
  filled: number
  held: number
  unfilled: number
}

/** The file of a run's state in its folder. */
export const rebuildStateFile = (folder: string): string => join(folder, 'rebuild.json')

/** Whoever reads it after a crash, of the machine too, finds the old state or the new one. */
export const saveRebuild = async (folder: string, state: RebuildState): Promise<void> => {
  const file = rebuildStateFile(folder)
  try {
    await writeLasting(file, JSON.stringify(state))
  } catch (error) {
    throw raise(
      rebuildFaults,
      'rebuild.state-unwritable',
      { file, reason: reasonOf(error) },
      { cause: error },
    )
  }
}

const texts = ['over', 'run', 'alias', 'index', 'before', 'step'] as const

const isRebuildState = (value: unknown): value is RebuildState => {
  if (typeof value !== 'object' || value === null) return false
  const found = value as Readonly<Record<string, unknown>>
  return (
    found['version'] === 1 &&
    texts.every(name => typeof found[name] === 'string') &&
    typeof found['cursors'] === 'object' &&
    typeof found['streams'] === 'object' &&
    Number.isInteger(found['segments'])
  )
}

/**
 * The state in a folder; `undefined` where a run begins.
 *
 * @throws PipelineError `rebuild.state-unreadable`
 */
export const readRebuild = (folder: string): RebuildState | undefined => {
  const file = rebuildStateFile(folder)
  if (!existsSync(file)) return undefined
  let reason = 'it is no state of a rebuild'
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isRebuildState(value)) return value
  } catch (error) {
    reason = reasonOf(error)
  }
  throw raise(rebuildFaults, 'rebuild.state-unreadable', { file, reason })
}
