import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { openClients } from '../../adapters/dynamodb/open-clients.ts'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import { tableOfStream } from '../../adapters/dynamodb/table-of-stream.ts'
import type { TableStreams } from '../../adapters/dynamodb/table-streams.ts'
import { tableStreams } from '../../adapters/dynamodb/table-streams.ts'
import type { Clock } from '../../core/clock.ts'
import { isPipelineError, raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { readStream } from '../capture/read-stream.ts'
import { readEvents } from '../replay/read-events.ts'
import { hotKeyFaults } from './faults.ts'

/** What reads streams. */
export interface StreamReading {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Records left the stream before they were read. */
  readonly onGap: () => void
}

/** The records of some streams, and the name of their table's partition key. */
export interface FoundStreams {
  readonly partitionKey: string | undefined
  readonly records: AsyncIterable<readonly StreamRecord[]>
}

const oneStream = async function* (
  client: ReturnType<typeof openClients>['streams'],
  streamArn: string,
  reading: StreamReading,
): AsyncIterable<readonly StreamRecord[]> {
  try {
    yield* readStream({ ...reading, source: dynamoDbStreamSource({ client, streamArn }) })
  } catch (error) {
    throw raise(
      hotKeyFaults,
      'hotkeys.stream-unreadable',
      { streamArn, reason: reasonOf(error) },
      { cause: error },
    )
  }
}

/**
 * The streams of a table, or the one that is named, from the oldest record to where they end now.
 *
 * @throws PipelineError `hotkeys.table-unreadable`, `hotkeys.no-stream`; from the records `hotkeys.stream-unreadable`
 */
export const streamRecords = async (
  place: { readonly tableName: string } | { readonly streamArn: string },
  reading: StreamReading,
): Promise<FoundStreams> => {
  const clients = openClients(reading.env)
  const tableName =
    'tableName' in place ? place.tableName : (tableOfStream(place.streamArn) ?? place.streamArn)
  let found: TableStreams
  try {
    found = await tableStreams(clients, tableName)
  } catch (error) {
    const reason = reasonOf(error)
    throw raise(hotKeyFaults, 'hotkeys.table-unreadable', { tableName, reason }, { cause: error })
  }
  const arns = 'streamArn' in place ? [place.streamArn] : found.streams.map(({ streamArn }) => streamArn)
  if (arns.length === 0) throw raise(hotKeyFaults, 'hotkeys.no-stream', { tableName })
  const records = async function* (): AsyncIterable<readonly StreamRecord[]> {
    try {
      for (const arn of arns) yield* oneStream(clients.streams, arn, reading)
    } finally {
      clients.table.destroy()
      clients.streams.destroy()
    }
  }
  return { partitionKey: found.keyNames[0], records: records() }
}

const isWhole = (line: string): boolean => {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/**
 * The records of a file: line by line where its first line is a whole value, as in a capture, so that a file of any
 * length fits; else all at once.
 *
 * @throws PipelineError `hotkeys.file-unreadable`, `replay.input-unreadable`
 */
export const fileRecords = async function* (file: string): AsyncIterable<readonly StreamRecord[]> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Infinity })
  const rest: string[] = []
  let isByLine: boolean | undefined
  try {
    for await (const line of lines) {
      isByLine ??= line.trim() === '' ? undefined : isWhole(line)
      if (isByLine !== true) rest.push(line)
      else if (line.trim() !== '') yield readEvents(line, file).flat()
    }
  } catch (error) {
    if (isPipelineError(error)) throw error
    throw raise(hotKeyFaults, 'hotkeys.file-unreadable', { file, reason: reasonOf(error) }, { cause: error })
  }
  if (isByLine !== true) yield readEvents(rest.join('\n'), file).flat()
}
