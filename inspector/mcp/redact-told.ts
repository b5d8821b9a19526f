import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { redactValue } from '../../operations/capture/redact-value.ts'

/** Keeps values of items from assistants. */
export interface ToldRedaction {
  /** An item's image: its key stays, every other value becomes another of the same type and length. */
  readonly image: (image: Image | undefined, record: StreamRecord) => Image | undefined
  /** A text that may quote values of these records; those that stand in it as they are in an image are replaced. */
  readonly text: (text: string, records: readonly (StreamRecord | undefined)[]) => string
}

/** Shorter ones stand in any text by chance, and are only replaced where they stand in quotes. */
const shortest = 3

/** For a pattern; Node 22 has no `RegExp.escape`. */
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')

const scalarsIn = (value: AttributeValue): readonly AttributeValue[] => {
  if ('L' in value) return value.L.flatMap(scalarsIn)
  if ('M' in value) return Object.values(value.M).flatMap(scalarsIn)
  if ('SS' in value) return value.SS.map(S => ({ S }))
  if ('NS' in value) return value.NS.map(N => ({ N }))
  if ('BS' in value) return value.BS.map(B => ({ B }))
  return [value]
}

const textOf = (value: AttributeValue): string => {
  if ('S' in value) return value.S
  if ('N' in value) return value.N
  return 'B' in value ? value.B : ''
}

const keyNamesOf = ({ dynamodb }: StreamRecord): ReadonlySet<string> =>
  new Set(Object.keys(dynamodb?.Keys ?? {}))

/** All values of a record but those of its key. */
const valuesOf = (record: StreamRecord): readonly AttributeValue[] => {
  const names = keyNamesOf(record)
  const { OldImage = {}, NewImage = {} } = record.dynamodb ?? {}
  return [OldImage, NewImage].flatMap(image =>
    Object.entries(image).flatMap(([name, value]) => (names.has(name) ? [] : scalarsIn(value))),
  )
}

/** @param salt of this run: equal values stay equal, and nobody can tell them by trying */
export const newToldRedaction = (salt: string): ToldRedaction => ({
  image: (image, record) => {
    if (image === undefined) return undefined
    const names = keyNamesOf(record)
    const entries = Object.entries(image).map(
      ([name, value]) => [name, names.has(name) ? value : redactValue(value, salt)] as const,
    )
    return Object.fromEntries(entries)
  },
  text: (text, records) => {
    const values = records.flatMap(record => (record === undefined ? [] : valuesOf(record)))
    const stands = new Map<string, string>()
    for (const value of values) {
      const from = textOf(value)
      if (from === '' || from.length > text.length) continue
      const to = textOf(redactValue(value, salt))
      if (from.length >= shortest) stands.set(from, to)
      stands.set(JSON.stringify(from), JSON.stringify(to))
    }
    // In one pass, the longest first: what was put in is not looked at again.
    const pattern = [...stands.keys()]
      .toSorted((a, b) => b.length - a.length)
      .map(escaped)
      .join('|')
    return pattern === ''
      ? text
      : text.replaceAll(new RegExp(pattern, 'g'), found => stands.get(found) ?? found)
  },
})
