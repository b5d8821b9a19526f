import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { blobStore } from '../../../adapters/open/blob-store.ts'
import { isPipelineError, raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import type { StreamRecord } from '../../../core/record/stream-record.ts'
import { manifestFileOf } from '../../capture/manifest.ts'
import { readEvents } from '../../replay/read-events.ts'
import { verifyFaults } from '../faults.ts'

const unreadable = (place: string, error: unknown): Error =>
  isPipelineError(error)
    ? error
    : raise(verifyFaults, 'verify.records-unreadable', { place, reason: reasonOf(error) }, { cause: error })

/** Lines as `\n` ends them: JSON holds the other ends of lines as they are. */
async function* linesIn(file: string): AsyncGenerator<string> {
  let rest = ''
  for await (const piece of createReadStream(file, { encoding: 'utf8' })) {
    const lines = (rest + String(piece)).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  yield rest
}

const isRecord = (line: string): boolean => {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'dynamodb' in value
  } catch {
    return false
  }
}

/** A line is one record, read by itself: of a large file no more than that is in memory. */
async function* recordsInLines(file: string): AsyncGenerator<StreamRecord> {
  let number = 0
  for await (const line of linesIn(file)) {
    number += 1
    if (line.trim() !== '') yield* readEvents(line, `${file}, line ${number}`).flat()
  }
}

async function* recordsInFile(file: string): AsyncGenerator<StreamRecord> {
  for await (const first of linesIn(file)) {
    if (isRecord(first)) yield* recordsInLines(file)
    else yield* readEvents(await readFile(file, 'utf8'), file).flat()
    return
  }
}

async function* recordsInPlace(url: string): AsyncGenerator<StreamRecord> {
  const blobs = blobStore(url)
  let count = 0
  for await (const { key } of blobs.list('')) {
    if (key.endsWith(manifestFileOf(''))) continue
    const body = await blobs.get(key)
    if (body === undefined) continue
    yield* readEvents(new TextDecoder().decode(body), `${url} ${key}`).flat()
    count += 1
  }
  if (count === 0) throw new Error('nothing lies there')
}

const isUrl = (place: string): boolean => /^(s3|file|memory):/.test(place)

/**
 * The records in a file, or in all objects below a URL: what `tailrace capture` wrote, or events as Lambda got them.
 *
 * @throws PipelineError `verify.records-unreadable`, `replay.input-unreadable`
 */
export async function* readRecords(place: string): AsyncGenerator<StreamRecord> {
  try {
    yield* isUrl(place) ? recordsInPlace(place) : recordsInFile(place)
  } catch (error) {
    throw unreadable(place, error)
  }
}
