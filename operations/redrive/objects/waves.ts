import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import { padSequenceNumber } from '../../core/record/sequence-number.ts'
import type { FailedObject } from './failed-object.ts'

/** Where a failed object lies, and which part of its stream it covers. */
export interface Found {
  readonly place: FailedObjects
  readonly key: string
  /** For people. */
  readonly object: string
  readonly streamArn: string
  /** Padded, so that text order is their order. */
  readonly first: string
  readonly last: string
  readonly records: number
}

/** What is remembered of an object until its turn has come. */
export const foundOf = (
  { place, key, object }: Pick<Found, 'place' | 'key' | 'object'>,
  { streamArn, records }: FailedObject,
): Found => ({
  place,
  key,
  object,
  streamArn,
  first: padSequenceNumber(records[0].view.sequenceNumber),
  last: padSequenceNumber((records.at(-1) ?? records[0]).view.sequenceNumber),
  records: records.length,
})

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Oldest first, stream by stream; the same order for the same objects, however they were listed. */
export const inOrder = (all: readonly Found[]): readonly Found[] =>
  all.toSorted(
    (a, b) => compare(a.streamArn, b.streamArn) || compare(a.first, b.first) || compare(a.object, b.object),
  )

/**
 * Cuts objects in order into waves of about `size` records. Objects that overlap are in one wave, so going wave by
 * wave never brings a change before an older one of its key.
 */
export const waves = (ordered: readonly Found[], size: number): readonly (readonly Found[])[] => {
  const all: Found[][] = []
  let end = ''
  let records = 0
  for (const found of ordered) {
    const wave = all.at(-1)
    const isSameStream = wave?.[0]?.streamArn === found.streamArn
    if (wave !== undefined && isSameStream && (found.first <= end || records < size)) {
      wave.push(found)
      records += found.records
      if (found.last > end) end = found.last
    } else {
      all.push([found])
      records = found.records
      end = found.last
    }
  }
  return all
}
