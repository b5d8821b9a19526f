import type { FailedObjects } from '../../../core/parking/failed-objects.ts'
import { padSequenceNumber } from '../../../core/record/sequence-number.ts'
import type { FailedObject } from './failed-object.ts'
import { readFailedObject } from './failed-object.ts'

/** Where a failed object lies, and which part of its stream it covers: what is remembered until its turn has come. */
export interface FoundObject {
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

/** A failed object that was read. */
export interface LoadedObject {
  readonly found: FoundObject
  readonly object: FailedObject
}

/** An object as it is remembered. */
export const foundOf = (
  { place, key, object }: Pick<FoundObject, 'place' | 'key' | 'object'>,
  { streamArn, records }: FailedObject,
): FoundObject => ({
  place,
  key,
  object,
  streamArn,
  first: padSequenceNumber(records[0].view.sequenceNumber),
  last: padSequenceNumber((records.at(-1) ?? records[0]).view.sequenceNumber),
  records: records.length,
})

/**
 * An object as it is now; `undefined` when another redrive has set it aside.
 * @throws PipelineError `redrive.object-unreadable`
 */
export const readObject = async ({
  place,
  key,
  object,
}: Pick<FoundObject, 'place' | 'key' | 'object'>): Promise<FailedObject | undefined> => {
  const text = await place.read(key)
  return text === undefined ? undefined : readFailedObject(text, object, key)
}
