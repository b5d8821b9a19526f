/** A decimal number taken apart: value = (-1)^negative * 0.digits * 10^exponent; zero has no digits. */
export interface Decimal {
  readonly negative: boolean
  /** Significant digits, without leading and trailing zeros. */
  readonly digits: string
  readonly exponent: number
}

const zero: Decimal = Object.freeze({ negative: false, digits: '', exponent: 0 })
const shape = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

/** Takes a decimal text apart; `undefined` for anything that is no decimal number. */
export const parseDecimal = (text: string): Decimal | undefined => {
  const match = shape.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const all = whole + fraction
  if (all === '') return undefined
  const leading = all.length - all.replace(/^0+/, '').length
  const digits = all.slice(leading).replace(/0+$/, '')
  if (digits === '') return zero
  return { negative: sign === '-', digits, exponent: whole.length - leading + Number(power) }
}

/** Numbers that are written as {@link canonicalNumber} writes them, which is nearly all that DynamoDB sends. */
const canonical = /^(?:0|-?(?:[1-9]\d{0,39}(?:\.\d*[1-9])?|0\.\d{0,38}[1-9]))$/

/** The same text for the same value, however it was written: `1`, `1.0` and `10E-1` are one. */
export const canonicalNumber = (text: string): string => {
  if (canonical.test(text)) return text
  const decimal = parseDecimal(text)
  if (decimal === undefined) return text
  const { negative, digits, exponent } = decimal
  const sign = negative ? '-' : ''
  if (digits === '') return '0'
  if (exponent >= digits.length && exponent <= 40) return sign + digits + '0'.repeat(exponent - digits.length)
  if (exponent > 0 && exponent < digits.length) {
    return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`
  }
  if (exponent <= 0 && exponent > -40) return `${sign}0.${'0'.repeat(-exponent)}${digits}`
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : ''
  return `${sign}${digits.charAt(0)}${rest}E${exponent > 0 ? '+' : ''}${exponent - 1}`
}

const compareMagnitudes = (a: Decimal, b: Decimal): number => {
  if (a.digits === '' || b.digits === '') return Math.sign(a.digits.length - b.digits.length)
  if (a.exponent !== b.exponent) return a.exponent < b.exponent ? -1 : 1
  if (a.digits === b.digits) return 0
  // Text order is number order here: both begin at the same decimal place, and a prefix is the smaller.
  return a.digits < b.digits ? -1 : 1
}

/** Compares two decimal texts by value, with all their digits: negative, 0 or positive. */
export const compareNumbers = (a: string, b: string): number => {
  if (a === b) return 0
  const left = parseDecimal(a) ?? zero
  const right = parseDecimal(b) ?? zero
  if (left.negative !== right.negative) return left.negative ? -1 : 1
  return left.negative ? compareMagnitudes(right, left) : compareMagnitudes(left, right)
}
