import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { inspectorFaults } from './faults.ts'

const nameFor = (key: string): string => {
  const plain = key.replaceAll(/[^a-zA-Z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '')
  return plain === '' ? 'record' : plain.slice(0, 60).toLowerCase()
}

/** Writes where nothing is yet. */
const written = (folder: string, name: string, text: string, copy = 0): string => {
  const file = copy === 0 ? `${name}.ndjson` : `${name}-${copy + 1}.ndjson`
  try {
    writeFileSync(join(folder, file), text, { flag: 'wx' })
    return file
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return written(folder, name, text, copy + 1)
  }
}

/**
 * Writes records to a file of their own in the project's `fixtures`, a line each, as `tailrace replay` and
 * `replayFixture` read them. @returns its path from the project's folder
 */
export const exportFixture = (
  folder: string,
  key: string,
  records: readonly (StreamRecord | undefined)[],
): string => {
  const kept = records.filter(each => each !== undefined)
  if (kept.length === 0 || kept.length < records.length)
    throw raise(inspectorFaults, 'inspector.not-kept', { what: 'What was to be exported' })
  mkdirSync(join(folder, 'fixtures'), { recursive: true })
  const text = kept.map(record => `${JSON.stringify(record)}\n`).join('')
  return `fixtures/${written(join(folder, 'fixtures'), nameFor(key), text)}`
}
