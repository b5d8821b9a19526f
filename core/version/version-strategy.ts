import { raise } from '../errors/pipeline-error.ts'
import type { Image } from '../attributes/attribute-value.ts'
import { registryFaults } from '../errors/registry-faults.ts'
import { versionFaults } from '../errors/version-faults.ts'
import { isSequenceNumber } from '../record/sequence-number.ts'
import type { VersionCounters } from './version-counters.ts'

/** What a version is made of. */
export interface VersionedRecord {
  /** Decimal text of up to 40 digits. */
  readonly sequenceNumber: string
  /** What happened to the entity: a version of the item's own is read from the image that the kind has. */
  readonly kind: 'INSERT' | 'MODIFY' | 'REMOVE'
  /** The item after the write, where the stream carries it. */
  readonly newImage: Image | undefined
  /** The item before the write, where the stream carries it. */
  readonly oldImage: Image | undefined
  /** Of the stream that the record is of. */
  readonly streamArn?: string
}

/**
 * Turns a record into the version of what is written because of it. Always a pure function of the record and of the
 * hour that its stream has: a version that depends on a process's counter or clock lets a restart drop the newest
 * write. With `counters` the same record is given the same number each time it asks.
 */
export interface VersionStrategy {
  /** For people: nothing depends on it. */
  readonly name: string
  /** Versions lie above the hour of their stream, so that a counter that begins anew does no harm. */
  readonly usesStreamHour: boolean
  /** Items carry it themselves, so it orders their writes in whatever order the records come. */
  readonly isOfItem?: true
  /**
   * A decimal integer text between 0 and 2^63 - 1.
   *
   * @param hour - of the record's stream, as the sink knows it; not looked at without `usesStreamHour`
   */
  readonly versionOf: (record: VersionedRecord, hour: number) => string
  /**
   * What the old image says its version was, where the items carry one: a change whose version does not lie above it
   * shows by itself that versions do not order the item's writes.
   */
  readonly versionBefore?: (record: VersionedRecord) => string | undefined
  /**
   * The version of an item that is written as it was read, because of no record: not above that of its next record,
   * and not below that of one that is in it already. Without it the floor is that of the stream's hour, or 0.
   *
   * @param item - as it was read; `undefined` where there is none
   * @param hour - as for `versionOf`
   */
  readonly floorOf?: (item: Image | undefined, hour: number) => string
  /** The versions themselves come from counters; `versionOf` then gives a record's place, by which it takes one. */
  readonly counters?: VersionCounters
}

/** DynamoDB's own numbers have so many digits below the counter. */
const digitsBelow = 20
const longestSequenceNumber = 40
const counterBits = 43
const epochBits = 48

const unsupported = (sequenceNumber: string, problem: string): Error =>
  raise(versionFaults, 'version.sequence-unsupported', { sequenceNumber, problem })

/**
 * Local engines number from 1 on, so a short number is all counter. Everything that a counter may be is exact as a JS
 * number, which costs a fifth of a bigint.
 */
const counterOf = (sequenceNumber: string, bits: number): number => {
  if (sequenceNumber.length > longestSequenceNumber) {
    throw unsupported(sequenceNumber, `it has more than ${longestSequenceNumber} digits`)
  }
  if (!isSequenceNumber(sequenceNumber)) throw unsupported(sequenceNumber, 'it is no decimal number')
  const digits = sequenceNumber.startsWith('0') ? sequenceNumber.replace(/^0+(?=.)/, '') : sequenceNumber
  const counter = Number(digits.length > digitsBelow ? digits.slice(0, -digitsBelow) : digits)
  if (counter >= 2 ** bits) throw unsupported(sequenceNumber, `its counter does not fit ${bits} bits`)
  return counter
}

/** The version below every record of a stream and above every record of those before it. */
export const floorOfHour = (hour: number): bigint => BigInt(hour) << BigInt(counterBits)

/** The version at which an item is written that was read and that no record speaks of. */
export const versionFloor = (
  { floorOf, usesStreamHour }: VersionStrategy,
  item: Image | undefined,
  hour: number,
): string => floorOf?.(item, hour) ?? (usesStreamHour ? String(floorOfHour(hour)) : '0')

const byStreamHour: VersionStrategy = Object.freeze({
  name: 'sequence',
  usesStreamHour: true,
  versionOf: ({ sequenceNumber }: VersionedRecord, hour: number) =>
    String(floorOfHour(hour) + BigInt(counterOf(sequenceNumber, counterBits))),
})

const byEpoch = (epoch: number): VersionStrategy => {
  if (!Number.isInteger(epoch) || epoch < 16 || epoch > 31)
    throw raise(registryFaults, 'registry.epoch-invalid', { epoch })
  const floor = epoch * 2 ** epochBits
  return Object.freeze({
    name: 'epoch',
    usesStreamHour: false,
    versionOf: ({ sequenceNumber }: VersionedRecord) => String(floor + counterOf(sequenceNumber, epochBits)),
    floorOf: () => String(floor),
  })
}

/**
 * Versions by sequence number: `hour * 2^43 + floor(SequenceNumber / 10^20)`, below 2^63. The hour is that in which
 * the record's stream was made, which its ARN says: so a table that is restored, or a stream that is made anew, needs
 * no setting although its counter begins anew.
 *
 * This rests on the shape of DynamoDB's sequence numbers, a counter followed by 20 digits, which is observed in all
 * published samples but documented nowhere. What shares a counter is settled by the documents' metadata.
 *
 * @param options - `epoch`, 16 to 31, for streams without a label: versions are then `epoch * 2^48 + counter`, below
 * 2^53, and the epoch has to be raised whenever the counter begins anew
 * @throws PipelineError `registry.epoch-invalid`; from `versionOf` `version.sequence-unsupported`
 */
export const sequenceVersion = ({ epoch }: { readonly epoch?: number } = {}): VersionStrategy =>
  epoch === undefined ? byStreamHour : byEpoch(epoch)

const versionDigits = 19

/** The version as text of one length, so that text order is number order. */
export const padVersion = (version: string): string => version.padStart(versionDigits, '0')

/** The greater of two versions. */
export const laterVersion = (a: string, b: string): string => (padVersion(a) >= padVersion(b) ? a : b)

/** The greatest version that there is. */
export const greatestVersion = String(2n ** 63n - 1n)

/** The next version above one; the greatest has none, and stays. */
export const versionAbove = (version: string): string =>
  version === greatestVersion ? version : String(BigInt(version) + 1n)
