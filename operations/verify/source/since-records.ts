import { readFileSync } from 'node:fs'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import type { StreamRecord } from '../../../core/record/stream-record.ts'
import type { CaptureManifest } from '../../capture/manifest.ts'
import { manifestFileOf } from '../../capture/manifest.ts'
import { isWanted } from '../../capture/wanted.ts'
import { verifyFaults } from '../faults.ts'
import { readRecords } from './read-records.ts'

/** So long a stream keeps what was written. */
const streamKeepsMs = 86_400_000

const manifestOf = (file: string): CaptureManifest => {
  try {
    return JSON.parse(readFileSync(manifestFileOf(file), 'utf8')) as CaptureManifest
  } catch (error) {
    const problem = `its manifest cannot be read (${reasonOf(error)}), and nothing else says that it is whole`
    throw raise(verifyFaults, 'verify.records-partial', { place: file, problem })
  }
}

/** Why a capture does not hold every change since a time; nothing where it does. */
const problemWith = (
  { complete, keys, since, redaction, capturedAt, source }: CaptureManifest,
  sinceMs: number,
): string | undefined => {
  if (!complete) return 'it was interrupted'
  if (keys.length > 0) return 'it is of some items only'
  if (redaction !== null) return 'its values are redacted'
  if (since !== null && Date.parse(since) > sinceMs) return `it begins at ${since}`
  if (source.streams.some(({ gaps }) => gaps.length > 0))
    return 'records left the stream before they were read'
  const oldestMs = Date.parse(capturedAt) - streamKeepsMs
  return sinceMs < oldestMs ? 'a stream keeps 24 hours, and more have passed' : undefined
}

/**
 * Refuses a capture that may lack a change since a time: an item that changed and has no record would pass for right.
 *
 * @throws PipelineError `verify.records-partial`
 */
export const checkCapture = (file: string, sinceMs: number): void => {
  const problem = problemWith(manifestOf(file), sinceMs)
  if (problem !== undefined) throw raise(verifyFaults, 'verify.records-partial', { place: file, problem })
}

/** DynamoDB Local says when a record was created to the minute only: what is a minute too old is taken too. */
const grainMs = 60_000

/** Records of some files that were created at a time or later. */
export async function* recordsSince(files: readonly string[], sinceMs: number): AsyncGenerator<StreamRecord> {
  const isRecent = isWanted({ keys: [], sinceMs: sinceMs - grainMs }, [])
  for (const file of files)
    for await (const record of readRecords(file)) {
      if (isRecent(record)) yield record
    }
}
