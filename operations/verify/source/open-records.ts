import { join } from 'node:path'
import { capture } from '../../capture/capture.ts'
import type { VerifyFromOptions } from '../verify-from-options.ts'
import type { EventRecords } from '../verify-options.ts'
import { readRecords } from './read-records.ts'
import { checkCapture, recordsSince } from './since-records.ts'

/** Reads the streams themselves, where no file of records is given. */
const captureTable = async (
  { env, clock, signal, newId, tell }: VerifyFromOptions,
  tableName: string,
  file: string,
): Promise<string> => {
  await capture({
    tableName,
    file,
    keys: [],
    sinceMs: undefined,
    redact: [],
    salt: newId(),
    tool: 'tailrace verify',
    env,
    clock,
    signal,
    onProgress: done => {
      tell({ event: 'Progress', step: 'records', done, atMs: clock.now() })
    },
  })
  return file
}

/**
 * The records of a comparison: those of the place that was named; for what changed since a time they have to be all,
 * and without a place the streams are read.
 *
 * @throws PipelineError `verify.records-partial`, `capture.*`
 */
export const openRecords = async (
  options: VerifyFromOptions,
  tables: readonly { readonly tableName: string }[],
  work: string,
): Promise<EventRecords | undefined> => {
  const { records, sinceMs, signal } = options
  if (sinceMs === undefined)
    return records === undefined ? undefined : { isAll: false, read: () => readRecords(records) }
  const files = records === undefined ? [] : [records]
  if (records === undefined)
    for (const [place, { tableName }] of tables.entries())
      files.push(await captureTable(options, tableName, join(work, `captured.${place}`)))
  if (!signal.aborted) for (const file of files) checkCapture(file, sinceMs)
  return { isAll: false, read: () => recordsSince(files, sinceMs) }
}
