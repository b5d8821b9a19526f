import { hash } from 'node:crypto'
import { padSequenceNumber } from '../record/sequence-number.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { ParkingStore } from './parking-store.ts'

/** A change that was set aside, with all that is needed to bring it back. */
export interface ParkedObject {
  readonly schemaVersion: 1
  readonly processor: string
  readonly functionName: string
  readonly stage: string
  readonly streamArn: string
  /** Canonical key of the item. */
  readonly key: string
  readonly sequenceNumber: string
  readonly reason: { readonly code: string; readonly message: string; readonly remedy: string }
  readonly attempts: number
  /** When the item was written, by the record's own time: a second parking must not change the object. */
  readonly firstSeenAt: string
  /** The stream record, untouched. */
  readonly record: StreamRecord
}

/** The same for the same change and processor, so that parking twice is parking once. */
export const parkingKey = (parked: ParkedObject): string => {
  const { stage, functionName, processor, streamArn, key, sequenceNumber } = parked
  const identity = hash('sha256', `${streamArn}\0${key}`, 'hex').slice(0, 16)
  return `parked/${stage}/${functionName}/${processor}/${padSequenceNumber(sequenceNumber)}-${identity}.json`
}

/** Writes the change to where it waits for a redrive. */
export const park = async (store: ParkingStore, parked: ParkedObject): Promise<void> =>
  store.put(parkingKey(parked), JSON.stringify(parked))
