import { printable } from '../../core/printable.ts'
import { itemKey } from '../../core/record/item-key.ts'
import { originOf } from '../../core/record/origin.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { HotKey, HotKeyList } from './hot-key.ts'
import { adviceOn, partitionLimits } from './hot-key.ts'
import { newMinuteSketches } from './minute-sketches.ts'
import { newKeySketch } from './space-saving.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { WriteUnits } from './write-units.ts'
import { writeUnitsOf } from './write-units.ts'

/** Finds the keys that most is written to, in memory that does not grow with the stream. */
export interface WriteCounter {
  readonly add: (record: StreamRecord) => void
  readonly list: (count: number) => HotKeyList
}

/** Keys that are kept for the whole, and for each minute: what is heavier than their share is found. */
const counters = 1_000
const minuteCounters = 50
const keptMinutes = 240

const asText = (value: unknown): string =>
  printable(typeof value === 'string' ? value : JSON.stringify(value))

const keyIn = (keys: unknown, partitionKey: string | undefined): string | undefined => {
  if (typeof keys !== 'object' || keys === null || Object.keys(keys).length === 0) return undefined
  const image = keys as Image
  if (partitionKey === undefined) return itemKey(image)
  const value = image[partitionKey]
  return value === undefined ? undefined : itemKey({ [partitionKey]: value })
}

/** A change that can be counted; nothing where the record is none, as a file may hold anything. */
const changeIn = (
  record: StreamRecord,
  partitionKey: string | undefined,
): (WriteUnits & { readonly key: string }) | undefined => {
  try {
    const key = keyIn(record.dynamodb?.Keys, partitionKey)
    return key === undefined ? undefined : { key, ...writeUnitsOf(record) }
  } catch {
    return undefined
  }
}

interface Tally {
  changes: number
  expired: number
  inexact: number
  keyless: number
  images: number
}

const notesOf = (
  { changes, expired, inexact, keyless }: Tally,
  tooOld: number,
  measure: string,
): readonly string[] => [
  ...(measure === 'changes' ? ['the stream carries no images, so changes are counted and not units'] : []),
  ...(inexact > 0 && measure !== 'changes'
    ? [`${inexact} of ${changes} changes lack an image: their units are the least they can be`]
    : []),
  ...(expired > 0 ? [`${expired} removals by TTL are left out: they take no write units`] : []),
  ...(keyless > 0 ? [`${keyless} records have no such key and are left out`] : []),
  ...(tooOld > 0 ? [`minutes are looked at for the newest ${keptMinutes} only`] : []),
]

/**
 * @param partitionKey - its name; without it whole items are ranked, because a record does not say which of its keys
 * is the partition's
 */
export const newWriteCounter = (partitionKey: string | undefined): WriteCounter => {
  const sketch = newKeySketch(counters)
  const minutes = newMinuteSketches(keptMinutes, minuteCounters)
  const tally: Tally = { changes: 0, expired: 0, inexact: 0, keyless: 0, images: 0 }

  const add = (record: StreamRecord): void => {
    tally.changes += 1
    const change = changeIn(record, partitionKey)
    if (change === undefined) tally.keyless += 1
    else if (originOf(record) === 'ttl') tally.expired += 1
    else count(change, record.dynamodb ?? {})
  }

  const count = (
    { key, units, isExact }: WriteUnits & { readonly key: string },
    { NewImage, OldImage, ApproximateCreationDateTime: seconds }: NonNullable<StreamRecord['dynamodb']>,
  ): void => {
    if (!isExact) tally.inexact += 1
    if (NewImage !== undefined || OldImage !== undefined) tally.images += 1
    sketch.add(key, units)
    if (seconds !== undefined) minutes.add(key, units, Math.floor(seconds / 60))
  }

  const list = (count: number): HotKeyList => {
    // Without an image each change has counted 1.
    const measure = tally.images === 0 ? 'changes' : 'write units'
    const total = sketch.total()
    const keys = sketch.top(count).map(({ key, least, most }): HotKey => {
      const peak = minutes.peak(key)
      const peakPerSecond = peak && {
        least: peak.least / 60,
        most: peak.most / 60,
        minute: new Date(peak.minute * 60_000).toISOString(),
      }
      const limitPercent =
        peakPerSecond === undefined || measure === 'changes'
          ? undefined
          : (peakPerSecond.least / partitionLimits.write) * 100
      return {
        ...{ key: asText(key), sharePercent: (most / total) * 100, least, most, peakPerSecond, limitPercent },
        advice: adviceOn('stream writes', limitPercent),
      }
    })
    return {
      ...{ source: 'stream writes', indexName: undefined, measure, total, keys },
      keyKind: partitionKey === undefined ? 'item' : 'partition key',
      notes: notesOf(tally, minutes.tooOld(), measure),
    }
  }
  return { add, list }
}
