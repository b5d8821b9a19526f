import { open, writeFile } from 'node:fs/promises'
import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { TableStream } from '../../adapters/dynamodb/table-streams.ts'
import type { Clock } from '../../core/clock.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'
import { captureFaults } from './faults.ts'
import type { CaptureManifest } from './manifest.ts'
import { endpointOf, manifestFileOf } from './manifest.ts'
import { readStream } from './read-stream.ts'
import { newRedaction } from './redact-record.ts'
import { streamsOfTable } from './streams-of-table.ts'
import type { StreamTally } from './tally.ts'
import { countOf, newStreamTally } from './tally.ts'
import type { Wanted } from './wanted.ts'
import { isWanted } from './wanted.ts'

/** What {@link capture} takes. */
export interface CaptureOptions extends Wanted {
  /** Name or ARN of the table whose streams are read. */
  readonly tableName: string
  /** Path of the file of records; the manifest is written beside it. */
  readonly file: string
  /** Paths of attributes to redact. */
  readonly redact: readonly string[]
  /** Key of the redaction: new for each capture. */
  readonly salt: string
  /** Name and version of this tool, for the manifest. */
  readonly tool: string
  /** Region, credentials and endpoint, as the SDK takes them. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** For the time in the manifest, and for pauses between reads. */
  readonly clock: Clock
  /** Asks for an end after the page that is under way. */
  readonly signal: AbortSignal
  /** Called with the number of records so far, after every page. */
  readonly onProgress: (count: number) => void
}

/** How a capture ended. */
export interface CaptureResult {
  /** False when it was interrupted. */
  readonly complete: boolean
  /** Records in the file. */
  readonly count: number
  /** Attributes that were to be redacted and were in no record. */
  readonly notMet: readonly string[]
}

/** More parts than the table's key has would meet no record at all. */
const checkKeys = (keys: Wanted['keys'], keyNames: readonly string[]): void => {
  const wrong = keys.find(key => key.length > keyNames.length)
  if (wrong === undefined) return
  const allowed = `no more than the key of the table: ${keyNames.join(',')}`
  throw raise(captureFaults, 'capture.argument-invalid', { option: '--keys', value: wrong.join(), allowed })
}

const linesOf = (records: readonly StreamRecord[]): string =>
  records.map(record => `${JSON.stringify(record)}\n`).join('')

/** What cannot be written is another trouble than what cannot be read. */
const writing = async <T>(file: string, write: () => Promise<T>): Promise<T> => {
  try {
    return await write()
  } catch (error) {
    throw raise(captureFaults, 'capture.file-unwritable', { file, reason: reasonOf(error) }, { cause: error })
  }
}

/** Writes the manifest as it is now; `complete` once the streams have been read to their end. */
type Save = (complete: boolean) => Promise<void>

const newSave = (
  options: CaptureOptions,
  streams: readonly TableStream[],
  tallies: readonly StreamTally[],
): Save => {
  const { tableName, file, redact, tool, env, clock, keys, sinceMs } = options
  const capturedAt = new Date(clock.now()).toISOString()
  return async complete => {
    const manifest: CaptureManifest = {
      tool,
      capturedAt,
      complete,
      source: {
        endpoint: endpointOf(streams[0]?.streamArn ?? '', env),
        tableName,
        streams: tallies.map(tally => tally.captured()),
      },
      count: countOf(tallies),
      keys,
      since: sinceMs === undefined ? null : new Date(sinceMs).toISOString(),
      redaction: redact.length === 0 ? null : { attributes: redact },
    }
    const text = `${JSON.stringify(manifest, undefined, 2)}\n`
    const manifestFile = manifestFileOf(file)
    await writing(manifestFile, async () => writeFile(manifestFile, text, { mode: 0o600 }))
  }
}

/** Reads one stream and gives its pages on, as they are to be written. */
const captureStream = async (
  source: StreamSource,
  tally: StreamTally,
  { clock, signal }: CaptureOptions,
  write: (page: readonly StreamRecord[]) => Promise<readonly StreamRecord[]>,
): Promise<void> => {
  try {
    for await (const page of readStream({ source, clock, signal, onGap: tally.addGap }))
      tally.add(await write(page))
  } catch (error) {
    if (isPipelineError(error)) throw error
    const { streamArn } = source
    throw raise(
      captureFaults,
      'capture.stream-unreadable',
      { streamArn, reason: reasonOf(error) },
      { cause: error },
    )
  }
}

/**
 * Writes the records of a table's streams to a file, unaltered, one as JSON on each line, in the shape in which Lambda
 * delivers them; and a manifest beside it. Reads from TRIM_HORIZON to where the streams end at the moment. When it is
 * interrupted or fails, the file holds whole records and the manifest says that it is not complete.
 *
 * @example
 * ```ts
 * const { complete, count } = await capture({
 *   tableName: 'orders',
 *   file: 'records.ndjson',
 *   keys: [],
 *   sinceMs: undefined,
 *   redact: ['email'],
 *   salt: randomUUID(),
 *   tool: 'nightly',
 *   env: process.env,
 *   clock: systemClock,
 *   signal: AbortSignal.timeout(600_000),
 *   onProgress: () => undefined,
 * })
 * ```
 * @throws PipelineError `capture.*`
 */
export const capture = async (options: CaptureOptions): Promise<CaptureResult> => {
  const { tableName, file, redact, salt, env, signal, onProgress } = options
  const clients = openClients(env)
  const { keyNames, streams } = await streamsOfTable(clients, tableName)
  checkKeys(options.keys, keyNames)
  const wants = isWanted(options, keyNames)
  const redaction = newRedaction(redact, salt)
  const tallies = streams.map(newStreamTally)
  const save = newSave(options, streams, tallies)
  const output = await writing(file, async () => open(file, 'w', 0o600))
  const write = async (page: readonly StreamRecord[]): Promise<readonly StreamRecord[]> => {
    const records = page.filter(wants).map(redaction.redact)
    await writing(file, async () => output.appendFile(linesOf(records)))
    onProgress(countOf(tallies) + records.length)
    return records
  }
  let complete = false
  try {
    // A capture that is killed outright must not pass for a complete one.
    await save(false)
    for (const [index, { streamArn }] of streams.entries()) {
      const source = dynamoDbStreamSource({ client: clients.streams, streamArn })
      const tally = tallies[index]
      if (tally !== undefined) await captureStream(source, tally, options, write)
    }
    complete = !signal.aborted
  } finally {
    clients.table.destroy()
    clients.streams.destroy()
    await output.close()
    await save(complete)
  }
  const met = redaction.met()
  return { complete, count: countOf(tallies), notMet: redact.filter(path => !met.has(path)) }
}
