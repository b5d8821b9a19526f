import { hash } from 'node:crypto'
import { anyJson } from '../any-json.ts'
import type { ErrorWords } from '../errors/describe-error.ts'
import { wellFormed } from '../record/change-id.ts'
import { padSequenceNumber } from '../record/sequence-number.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { ParkingStore } from './parking-store.ts'

/** A change that was set aside, with all that is needed to bring it back. */
export interface ParkedObject {
  /** Of this form: another form has another number. */
  readonly schemaVersion: 1
  /** Whom it waits for; `(routing)` for a record that no processor could be asked about. */
  readonly processor: string
  /** The function that parked it. */
  readonly functionName: string
  /** The stage of that function. */
  readonly stage: string
  /** The stream that the record came from. */
  readonly streamArn: string
  /** Canonical key of the item, `''` where the record has none that can be read. */
  readonly key: string
  /** Of the record. */
  readonly sequenceNumber: string
  /** Why it was given up. */
  readonly reason: {
    readonly code: string
    readonly message: string
    readonly remedy: string
    /** Where the error was made. */
    readonly stack?: string
    /** What led to it, nearest first. Objects of earlier versions have none. */
    readonly causes?: readonly ErrorWords[]
  }
  /**
   * Its processor is `strict`, and nobody can say whether its effect is there: a redrive leaves it until it is told.
   * `claimedAt`: when the effect was claimed, where that is known.
   */
  readonly inDoubt?: { readonly claimedAt?: string; readonly why: string }
  /** Failed attempts that counted against it. */
  readonly attempts: number
  /** When the item was written, by the record's own time: a second parking must not change the object. */
  readonly firstSeenAt?: string
  /** The stream record, untouched as far as JSON can hold it. */
  readonly record: StreamRecord
}

/** The same for the same change and processor, so that parking twice is parking once. A name in every file system. */
export const parkingKey = (parked: ParkedObject): string => {
  const { stage, functionName, processor, streamArn, key, sequenceNumber } = parked
  const identity = hash('sha256', wellFormed(`${streamArn}\0${key}`), 'hex').slice(0, 16)
  const folder = `parked/${stage}/${functionName}/${processor}`.toWellFormed()
  return `${folder}/${padSequenceNumber(sequenceNumber)}-${identity}.json`
}

/** Writes the change to where it waits for a redrive. Only the store itself can refuse it. */
export const park = async (store: ParkingStore, parked: ParkedObject): Promise<void> =>
  store.put(parkingKey(parked), anyJson(parked))
