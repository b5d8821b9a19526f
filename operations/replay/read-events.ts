import { raise } from '../../core/errors/pipeline-error.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { replayFaults } from './faults.ts'
import { asLambdaRecord } from './lambda-shape.ts'

/** Where in a file something stands; lines and columns count from 1. */
interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const unreadable = (place: Place, problem: string): Error =>
  raise(replayFaults, 'replay.input-unreadable', { ...place, problem })

const placeAt = (text: string, offset: number): { readonly line: number; readonly column: number } => {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

const syntaxErrorOf = (text: string): string | undefined => {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    // The engine's own sentence, because the place stands in it.
    return error instanceof Error ? error.message : ''
  }
}

/** True while `text` can still become JSON: it parses, or the only thing wrong is that it ends. */
const mayGoOn = (text: string): boolean => {
  const problem = syntaxErrorOf(text)
  if (problem === undefined || problem.startsWith('Unexpected end')) return true
  return Number(/at position (\d+)/.exec(problem)?.[1]) === text.length
}

/** V8 leaves the place out of some messages, so it is looked for: the longest beginning that may go on. */
const offsetOfError = (text: string): number => {
  let good = 0
  let bad = text.length + 1
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2)
    if (mayGoOn(text.slice(0, middle))) good = middle
    else bad = middle
  }
  return good
}

/** V8's sentence without the excerpt of the text and without the place, which is given in lines. */
const reasonIn = (problem: string): string => problem.replace(/( in JSON)? at position .*$|, "?\.*".*$/s, '')

const parseAt = (text: string, file: string, firstLine: number): unknown => {
  const problem = syntaxErrorOf(text)
  if (problem === undefined) return JSON.parse(text)
  const { line, column } = placeAt(text, offsetOfError(text))
  throw unreadable({ file, line: firstLine + line - 1, column }, reasonIn(problem))
}

const isJson = (text: string): boolean => syntaxErrorOf(text) === undefined

/** What stands among records is for the pipeline to judge, also what is none: its neighbours are to go on. */
const recordIn = (entry: unknown): StreamRecord =>
  isObject(entry) ? asLambdaRecord(entry) : (entry as StreamRecord)

const isHolder = (entry: unknown): boolean =>
  Array.isArray(entry) ||
  (isObject(entry) && (Array.isArray(entry['Records']) || 'DDBStreamBatchInfo' in entry))

/** What people have at hand beside captured events, and what is to be done with it. */
const foreignKind = (value: Readonly<Record<string, unknown>>): string | undefined => {
  const { Records } = value
  const first: unknown = Array.isArray(Records) ? Records[0] : undefined
  const source = isObject(first) ? (first['eventSource'] ?? first['EventSource']) : undefined
  if (typeof source === 'string' && source !== 'aws:dynamodb')
    return `this is an event of ${source}, not of a DynamoDB stream`
  if (typeof value['detail-type'] === 'string' && 'detail' in value)
    return 'this is an event of EventBridge, not of a DynamoDB stream'
  const isItem = 'Item' in value && !('dynamodb' in value)
  return isItem ? 'this is an item of a table export, not a change: it has no stream record' : undefined
}

const batchOf = (value: unknown, place: Place): readonly StreamRecord[] => {
  if (Array.isArray(value)) {
    const position = value.some(isObject) ? -1 : value.findIndex(entry => !isHolder(entry))
    if (position >= 0) throw unreadable(place, `entry ${position} of the array is no record`)
    return value.flatMap(entry => (isHolder(entry) ? batchOf(entry, place) : [recordIn(entry)]))
  }
  if (!isObject(value)) throw unreadable(place, 'neither an event, a record nor an on-failure object')
  const foreign = foreignKind(value)
  if (foreign !== undefined) throw unreadable(place, foreign)
  if (Array.isArray(value['Records'])) return value['Records'].map(recordIn)
  if ('DDBStreamBatchInfo' in value) return payloadOf(value, place)
  return [asLambdaRecord(value)]
}

/** S3 failure objects carry the whole event, as text; SQS and SNS messages carry positions only. */
const payloadOf = (value: Readonly<Record<string, unknown>>, place: Place): readonly StreamRecord[] => {
  const { payload } = value
  if (payload === undefined) {
    throw unreadable(place, 'this on-failure object has no payload: only an S3 destination keeps the records')
  }
  if (typeof payload !== 'string') return batchOf(payload, place)
  if (!isJson(payload)) throw unreadable(place, 'the payload of this on-failure object is not JSON')
  return batchOf(JSON.parse(payload), place)
}

const firstLineOf = (text: string): string => text.trimStart().split('\n', 1)[0] ?? ''

/**
 * Reads captured events: a Lambda event, an array or NDJSON of records, a single record (pretty-printed or not)
 * or an on-failure object. Returns the batches in the order of the file; an event is one batch, loose records
 * are one batch together.
 *
 * @throws PipelineError `replay.input-unreadable`, with file, line and column
 */
export const readEvents = (text: string, file: string): readonly (readonly StreamRecord[])[] => {
  if (text.trim() === '') throw unreadable({ file, line: 1, column: 1 }, 'the file is empty')
  const isLines = isJson(firstLineOf(text)) && !isJson(text)
  if (!isLines) {
    const value = parseAt(text, file, 1)
    return [batchOf(value, { file, line: 1, column: 1 })]
  }
  const batches: (readonly StreamRecord[])[] = []
  let loose: StreamRecord[] = []
  text.split('\n').forEach((line, index) => {
    if (line.trim() === '') return
    const value = parseAt(line, file, index + 1)
    const records = batchOf(value, { file, line: index + 1, column: 1 })
    const isLoose = isObject(value) && !('Records' in value) && !('DDBStreamBatchInfo' in value)
    if (isLoose) {
      loose.push(...records)
      return
    }
    if (loose.length > 0) batches.push(loose)
    loose = []
    batches.push(records)
  })
  if (loose.length > 0) batches.push(loose)
  return batches
}
