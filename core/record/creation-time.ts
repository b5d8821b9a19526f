import * as types from 'node:util/types'

const nanosecondsPerMs = 1_000_000n

/** ISO 8601 or RFC 3339; AWS's texts without an offset are in UTC. */
const isoTime = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)([.,]\d{1,9})?(Z|[+-]\d\d(?::?\d\d)?)?$/i
const decimal = /^(\d{1,20})(?:\.(\d{1,20}))?$/

/** Nanoseconds of what a number of that size counts in: the bounds are one instant, the year 5138, in each unit. */
const unitOf = (whole: bigint): bigint => {
  if (whole < 100_000_000_000n) return 1_000_000_000n
  if (whole < 100_000_000_000_000n) return 1_000_000n
  return whole < 100_000_000_000_000_000n ? 1_000n : 1n
}

const msOfDecimal = (text: string): number | undefined => {
  const [, whole = '', fraction = ''] = decimal.exec(text) ?? []
  if (whole === '') return undefined
  const unit = unitOf(BigInt(whole))
  const digits = fraction.slice(0, 9).padEnd(9, '0')
  return Number((BigInt(whole) * unit + (BigInt(digits) * unit) / 1_000_000_000n) / nanosecondsPerMs)
}

const offsetOf = (zone: string): string => {
  if (zone === '' || zone.toUpperCase() === 'Z') return 'Z'
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0')
  return `${zone.charAt(0)}${digits.slice(0, 2)}:${digits.slice(2)}`
}

const msOfIso = (text: string): number | undefined => {
  const [, day = '', time = '', fraction = '', zone = ''] = isoTime.exec(text) ?? []
  // February the 30th would be read as a day of March.
  const midnight = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== day) return undefined
  const ms = Date.parse(`${day}T${time}${offsetOf(zone)}`) + Number(fraction.slice(1, 4).padEnd(3, '0'))
  return Number.isNaN(ms) || ms < 0 ? undefined : ms
}

const msOfNumber = (value: number): number | undefined => {
  // Seconds, as Lambda delivers them, and milliseconds.
  if (Number.isInteger(value) && value >= 0 && value < 1e14) return value < 1e11 ? value * 1_000 : value
  // The shortest text that means this number, where what it is in binary may be a little less. What is none has no digits.
  return msOfDecimal(String(value))
}

/**
 * Reads an `ApproximateCreationDateTime`: epoch milliseconds, rounded down; `undefined` for what cannot be read.
 *
 * Lambda delivers whole epoch seconds. Others deliver the same field in their own way, so the unit is told by the size:
 * below 1e11 it is seconds, below 1e14 milliseconds, below 1e17 microseconds, below 1e20 nanoseconds; numbers may be
 * given as text or bigint and may have a fraction. Times before March 1973 are so read as seconds only, which
 * DynamoDB has none of. A `Date` and ISO 8601 text with a time of day are read too; text without an offset is UTC.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 */
export const creationTimeMs = (value: unknown): number | undefined => {
  if (typeof value === 'number') return msOfNumber(value)
  if (typeof value === 'bigint') return msOfDecimal(String(value))
  if (typeof value === 'string') return msOfDecimal(value) ?? msOfIso(value)
  if (!types.isDate(value)) return undefined
  const ms = Date.prototype.getTime.call(value)
  return Number.isNaN(ms) || ms < 0 ? undefined : ms
}
