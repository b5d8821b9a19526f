import type { AttributeValue } from '../../core/attributes/attribute-value.ts'

/** Epoch milliseconds between which a moment lies, as far as its text says: `from` included, `to` not. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

const hourMs = 3_600_000
const dayMs = 24 * hourMs
/**
 * No item was written before DynamoDB was there. What seems older stands for "no time", is a date of business, or is
 * counted from another epoch or in another unit than those below: .NET's ticks and Apple's seconds seem to be of the 1990s.
 */
const earliestMs = Date.UTC(2012, 0, 18)
/** Clocks may be wrong by much, and year 9999 stands for "never". */
const aheadMs = 366 * dayMs

const iso =
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?([0-5]\d)(?:[.,](\d{1,9}))?)? ?([Zz]|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/
const decimal = /^(\d{1,20})(?:\.(\d{1,18}))?$/

/** How long one unit of the last digit is, of a number with `digits` decimals in units of `unitMs`. */
const lastDigitMs = (unitMs: number, digits: number): number => unitMs * 10 ** -digits

/** Between 1980 and 5138 the four units do not meet. */
const unitMsOf = (value: number): number | undefined => {
  for (const [unitMs, ofYear1980] of [
    [1_000, 3.15e8],
    [1, 3.15e11],
    [1e-3, 3.15e14],
    [1e-6, 3.15e17],
  ] as const)
    if (value >= ofYear1980 && value < ofYear1980 * 300) return unitMs
  return undefined
}

/** Numbers are epoch seconds to nanoseconds; whether they were cut or rounded nobody says, so half a unit more. */
const ofNumber = (text: string): TimeSpan | undefined => {
  const [, , decimals = ''] = decimal.exec(text) ?? []
  const value = Number(text)
  const unitMs = decimal.test(text) ? unitMsOf(value) : undefined
  if (unitMs === undefined) return undefined
  const at = value * unitMs
  if (unitMs === 1 && decimals === '') return { from: at, to: at + 1 }
  // A double holds times of today to a quarter of a microsecond.
  const unit = Math.max(lastDigitMs(unitMs, decimals.length), 1e-3)
  return { from: at - unit / 2, to: at + unit }
}

const offsetMsOf = (zone: string): number => {
  if (zone.toUpperCase() === 'Z') return 0
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * hourMs + Number(minutes) * 60_000)
}

const precisionOf = (hour?: string, second?: string, fraction?: string): number => {
  if (hour === undefined) return dayMs
  if (second === undefined) return 60_000
  return lastDigitMs(1_000, fraction?.length ?? 0)
}

/** A date and time as ISO 8601 writes it; without a zone it may be that of any place. */
const ofIso = (text: string): TimeSpan | undefined => {
  const found = iso.exec(text)
  if (found === null) return undefined
  const [, year, month, day, hour, minute, second, fraction, zone] = found
  const whole = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  )
  // Date carries a 31st of June over to July, which its writer cannot have meant.
  const isDate = new Date(whole).toISOString().startsWith(`${year}-${month}-${day}`)
  if (!isDate || Number(minute ?? 0) > 59) return undefined
  const local = whole + Number(`0.${fraction ?? '0'}`) * 1_000
  const to = local + precisionOf(hour, second, fraction)
  if (zone === undefined) return { from: local - 14 * hourMs, to: to + 12 * hourMs }
  const offset = offsetMsOf(zone)
  return { from: local - offset, to: to - offset }
}

/**
 * When something was, as an attribute tells it: ISO 8601 (with an offset, or anywhere on earth), or epoch seconds,
 * milliseconds, microseconds or nanoseconds as number or text. `undefined` for anything else, and for what can be no
 * time of writing: before 2012, or more than a year ahead.
 */
export const timeSpanOf = (value: AttributeValue | undefined, nowMs: number): TimeSpan | undefined => {
  if (value === undefined) return undefined
  const text = 'S' in value ? value.S : 'N' in value ? value.N : undefined
  if (text === undefined) return undefined
  const span = ofNumber(text) ?? ('S' in value ? ofIso(text.trim()) : undefined)
  return span !== undefined && span.from >= earliestMs && span.to <= nowMs + aheadMs ? span : undefined
}
