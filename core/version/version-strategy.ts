import { raise } from '../errors/pipeline-error.ts'
import { isSequenceNumber } from '../record/sequence-number.ts'

/**
 * Turns a record into the version of what is written because of it. Always a pure function of the record: a
 * version that depends on a counter or a clock lets a restart drop the newest write.
 */
export interface VersionStrategy {
  readonly name: string
  /** A decimal integer text between 0 and 2^63 - 1. */
  readonly versionOf: (record: { readonly sequenceNumber: string }) => string
}

const epochFactor = 2 ** 48
/** DynamoDB's own numbers have so many digits below the counter. */
const digitsBelow = 20
const longestSequenceNumber = 40

const unsupported = (sequenceNumber: string, problem: string): Error =>
  raise('record.version-unsupported', { sequenceNumber, problem })

/**
 * Local engines number from 1 on, so a short number is all counter. Everything that a counter may be is exact as a JS
 * number, which costs a fifth of a bigint.
 */
const counterOf = (sequenceNumber: string): number => {
  if (sequenceNumber.length > longestSequenceNumber) {
    throw unsupported(sequenceNumber, `it has more than ${longestSequenceNumber} digits`)
  }
  if (!isSequenceNumber(sequenceNumber)) throw unsupported(sequenceNumber, 'it is no decimal number')
  const digits = sequenceNumber.startsWith('0') ? sequenceNumber.replace(/^0+(?=.)/, '') : sequenceNumber
  const counter = Number(digits.length > digitsBelow ? digits.slice(0, -digitsBelow) : digits)
  if (counter >= epochFactor) throw unsupported(sequenceNumber, 'its counter does not fit 48 bits')
  return counter
}

/**
 * Versions by sequence number: `epoch * 2^48 + floor(SequenceNumber / 10^20)`, below 2^53.
 *
 * This rests on the shape of DynamoDB's sequence numbers, a counter followed by 20 digits, which is observed in all
 * published samples but documented nowhere. Raise the epoch when a table is restored or its stream is re-created,
 * because the counter then begins anew.
 *
 * @param options.epoch - 16 to 31; @defaultValue 16
 * @throws PipelineError `record.version-unsupported` for a number that is not of this shape
 */
export const sequenceVersion = ({ epoch = 16 }: { readonly epoch?: number } = {}): VersionStrategy => {
  if (!Number.isInteger(epoch) || epoch < 16 || epoch > 31) throw raise('registry.epoch-invalid', { epoch })
  const floor = epoch * epochFactor
  return Object.freeze({
    name: 'sequence',
    versionOf: ({ sequenceNumber }: { readonly sequenceNumber: string }) =>
      String(floor + counterOf(sequenceNumber)),
  })
}
