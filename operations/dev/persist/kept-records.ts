import { join } from 'node:path'
import type { StreamRecord } from '../../../core/record/stream-record.ts'
import { isPlain } from '../../../engine/plain.ts'
import { openLineFile } from './line-file.ts'

/** The records that functions were given, over all runs: what an audit has to hold. */
export interface KeptRecords {
  /** Those of earlier runs, by function. */
  readonly found: readonly (readonly [functionName: string, record: StreamRecord])[]
  /** Keeps one, before its function has it. */
  readonly add: (functionName: string, record: StreamRecord) => void
}

/** Opens the records of a folder. */
export const openKeptRecords = (folder: string): KeptRecords => {
  const { found, add } = openLineFile(join(folder, 'records.ndjson'))
  return {
    found: found.flatMap(line => {
      if (!isPlain(line) || typeof line['functionName'] !== 'string' || !isPlain(line['record'])) return []
      return [[line['functionName'], line['record']] as const]
    }),
    add: (functionName, record) => {
      add({ functionName, record })
    },
  }
}
