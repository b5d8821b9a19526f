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
  /^(\d{4})-?(\d\d)-?(\d\d)(?:[Tt ](\d\d):?([0-5]\d)(?::?([0-5]\d)(?:[.,](\d{1,9}))?)? ?([Zz]|[+-](?:0\d|1[0-4])(?::?[0-5]\d)?)?)?$/
const decimal = /^\d{1,20}(?:\.(\d{1,18}))?$/

/** Of epoch seconds to nanoseconds. Between 2012 and the year 5138 no two of them meet. */
const unitsMs = [1_000, 1, 1e-3, 1e-6] as const

/** How long one unit of the last digit is, of a number with `digits` decimals in units of `unitMs`. */
const lastDigitMs = (unitMs: number, digits: number): number => unitMs * 10 ** -digits

/** Whether numbers were cut or rounded nobody says, so half a unit more. */
const inUnit = (unitMs: number, text: string, decimals: string): TimeSpan => {
  const at = Number(text) * unitMs
  if (unitMs === 1 && decimals === '') return { from: at, to: at + 1 }
  // A double holds times of today to a quarter of a microsecond.
  const unit = Math.max(lastDigitMs(unitMs, decimals.length), 1e-3)
  return { from: at - unit / 2, to: at + unit }
}

/** What a number would be in each unit. */
const ofNumber = (text: string): readonly TimeSpan[] => {
  const found = decimal.exec(text)
  return found === null ? [] : unitsMs.map(unitMs => inUnit(unitMs, text, found[1] ?? ''))
}

/** That of `Z` has no digits. */
const offsetMsOf = (zone: string): number => {
  const [, sign, hours = '0', minutes = '0'] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? []
  return (sign === '-' ? -1 : 1) * (Number(hours) * hourMs + Number(minutes) * 60_000)
}

const precisionOf = (hour?: string, second?: string, fraction?: string): number => {
  if (hour === undefined) return dayMs
  if (second === undefined) return 60_000
  return lastDigitMs(1_000, fraction?.length ?? 0)
}

/** A date and time as ISO 8601 writes it; without a zone it may be that of any place. */
const ofIso = (text: string): readonly TimeSpan[] => {
  const found = iso.exec(text)
  if (found === null) return []
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
  if (!isDate) return []
  const local = whole + Number(`0.${fraction ?? '0'}`) * 1_000
  const to = local + precisionOf(hour, second, fraction)
  if (zone === undefined) return [{ from: local - 14 * hourMs, to: to + 12 * hourMs }]
  const offset = offsetMsOf(zone)
  return [{ from: local - offset, to: to - offset }]
}

/**
 * When something was, as an attribute tells it: ISO 8601 (with an offset, or anywhere on earth), or epoch seconds,
 * milliseconds, microseconds or nanoseconds as number or text. `undefined` for anything else, and for what can be no
 * time of writing: before 2012, or more than a year ahead.
 */
export const timeSpanOf = (value: AttributeValue | undefined, nowMs: number): TimeSpan | undefined => {
  if (value === undefined) return undefined
  const texts = 'S' in value ? [...ofNumber(value.S), ...ofIso(value.S.trim())] : []
  const spans = 'N' in value ? ofNumber(value.N) : texts
  return spans.find(({ from, to }) => from >= earliestMs && to <= nowMs + aheadMs)
}
