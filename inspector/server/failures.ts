import { hash } from 'node:crypto'
import { failedObjects } from '../../adapters/open/failed-objects.ts'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { isSetAside } from '../../core/parking/failed-objects.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { FailedObject } from '../../operations/redrive/objects/failed-object.ts'
import { objectName } from '../../operations/redrive/find.ts'
import { readFailedObject } from '../../operations/redrive/objects/failed-object.ts'
import type { LyingEntry, FailureGroup } from '../wire/wire-state.ts'
import type { RecordRing } from './record-ring.ts'
import { shortText } from './record-row.ts'

/** A failed object as it lies in its place. */
export interface LyingObject {
  readonly place: FailedObjects
  readonly key: string
  readonly entry: LyingEntry
  readonly views: readonly RecordView[]
}

const longestKey = 300

interface Reason {
  readonly condition: string
  readonly code: string
  readonly message: string
  readonly remedy: string | undefined
  readonly attempts: number
}

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}

/** Why it lies there: a parked change says what failed, a discarded batch only how it ended. */
const reasonIn = (text: string): Reason => {
  const value = fieldsOf(JSON.parse(text))
  const { code, message, remedy } = fieldsOf(value['reason'])
  const context = fieldsOf(value['requestContext'])
  const condition = textOf(context['condition'], 'parked')
  return {
    condition,
    code: textOf(code, condition),
    message: textOf(message, `the batch was given up: ${condition}`),
    remedy: typeof remedy === 'string' ? remedy : undefined,
    attempts: Number(value['attempts'] ?? context['approximateInvokeCount'] ?? 0),
  }
}

const entryOf = (name: string, text: string, object: FailedObject, ring: RecordRing): LyingEntry => ({
  object: name,
  functionName: object.functionName,
  processor: object.processor,
  records: object.records.map(({ view }) => ({
    key: shortText(view.key, longestKey),
    sequenceNumber: view.sequenceNumber,
    recordId: ring.idOf(view.streamArn, view.sequenceNumber),
  })),
  ...reasonIn(text),
})

const unreadable = (name: string, error: unknown): LyingEntry => ({
  object: name,
  functionName: '',
  processor: undefined,
  records: [],
  condition: 'unreadable',
  code: 'unreadable',
  message: reasonOf(error),
  remedy: undefined,
  attempts: 0,
})

const lyingObject = async (place: FailedObjects, key: string, ring: RecordRing): Promise<LyingObject[]> => {
  const name = objectName(place, key)
  const text = await place.read(key)
  if (text === undefined) return []
  try {
    const object = readFailedObject(text, name, key)
    const views = object.records.map(({ view }) => view)
    return [{ place, key, entry: entryOf(name, text, object, ring), views }]
  } catch (error) {
    return [{ place, key, entry: unreadable(name, error), views: [] }]
  }
}

/** A place comes with the first change that is put there. */
const keysIn = async (place: FailedObjects): Promise<readonly string[]> => {
  const keys: string[] = []
  try {
    for await (const key of place.keys()) if (!isSetAside(key)) keys.push(key)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
  }
  return keys.toSorted()
}

/** What waits in these places, oldest name first. */
export const lyingObjects = async (
  urls: readonly string[],
  ring: RecordRing,
): Promise<readonly LyingObject[]> => {
  const found: LyingObject[] = []
  for (const url of new Set(urls)) {
    const place = failedObjects(url)
    for (const key of await keysIn(place)) found.push(...(await lyingObject(place, key, ring)))
  }
  return found
}

/** Words of one cause differ by ids and numbers. */
export const fingerprintOf = ({ functionName, processor, code, message }: LyingEntry): string =>
  hash(
    'sha256',
    JSON.stringify([functionName, processor, code, message.replaceAll(/[0-9a-f-]{8,}|\d+/gi, '#')]),
    'hex',
  ).slice(0, 12)

/** Failures by their cause, the most frequent first. */
export const failureGroups = (entries: readonly LyingEntry[]): readonly FailureGroup[] =>
  [...Map.groupBy(entries, fingerprintOf)]
    .flatMap(([fingerprint, [first, ...others]]) => {
      if (first === undefined) return []
      const { functionName, processor, code, message, remedy } = first
      const all = [first, ...others]
      return [
        { fingerprint, functionName, processor, code, message, remedy, count: all.length, entries: all },
      ]
    })
    .toSorted((a, b) => b.count - a.count)
