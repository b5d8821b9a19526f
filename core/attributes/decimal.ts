/** A decimal number taken apart: value = (-1)^negative * 0.digits * 10^exponent; zero has no digits. */
export interface Decimal {
  readonly negative: boolean
  /** Significant digits, without leading and trailing zeros. */
  readonly digits: string
  readonly exponent: number
}

/** No digits, and so no sign either. */
export const zero: Decimal = Object.freeze({ negative: false, digits: '', exponent: 0 })
const shape = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/

const zeroCode = 48

/** By hand: a pattern that looks for the last zeros begins anew at each zero, which takes minutes for a megabyte. */
const withoutLastZeros = (text: string): string => {
  let end = text.length
  while (text.charCodeAt(end - 1) === zeroCode) end -= 1
  return text.slice(0, end)
}

const leadingZeros = (text: string): number => {
  let count = 0
  while (text.charCodeAt(count) === zeroCode) count += 1
  return count
}

/** Takes a decimal text apart, in time linear in its length; `undefined` for anything that is no decimal number. */
export const parseDecimal = (text: string): Decimal | undefined => {
  const match = shape.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', fraction = '', power = '0'] = match
  const all = whole + fraction
  if (all === '') return undefined
  const leading = leadingZeros(all)
  const digits = withoutLastZeros(all.slice(leading))
  if (digits === '') return zero
  return { negative: sign === '-', digits, exponent: whole.length - leading + Number(power) }
}

/** Numbers that are written as {@link canonicalNumber} writes them, which is nearly all that DynamoDB sends. */
const canonical = /^(?:0|-?(?:[1-9]\d{0,39}(?:\.\d*[1-9])?|0\.\d{0,38}[1-9]))$/

const maxDigits = 38
const minExponent = -129
const maxExponent = 126

/**
 * Why DynamoDB does not hold this as a number; `undefined` where it does. It holds decimals of up to 38 digits with a
 * magnitude from 1E-130 to 9.99E+125, and delivers them as text.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export const numberProblem = (text: unknown): string | undefined => {
  if (typeof text !== 'string') return 'it is not given as text'
  if (text.length <= maxDigits && canonical.test(text)) return undefined
  const decimal = parseDecimal(text)
  if (decimal === undefined) return 'it is no decimal number'
  const { digits, exponent } = decimal
  if (digits.length > maxDigits) return `it has ${digits.length} digits, not 38 at most`
  const isWithin = digits === '' || (exponent >= minExponent && exponent <= maxExponent)
  return isWithin ? undefined : 'its magnitude is not between 1E-130 and 9.99E+125'
}

/** The same text for the same value, however it was written: `1`, `1.0` and `10E-1` are one. What is no number stays. */
export const canonicalNumber = (text: string): string => {
  if (canonical.test(text)) return text
  const decimal = parseDecimal(text)
  // An exponent that no JS number holds would make one text of many.
  if (decimal === undefined || !Number.isSafeInteger(decimal.exponent)) return text
  const { negative, digits, exponent } = decimal
  const sign = negative ? '-' : ''
  if (digits === '') return '0'
  const hasWhole = exponent > 0
  if (hasWhole && exponent < digits.length) {
    return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`
  }
  if (hasWhole && exponent <= 40) return sign + digits + '0'.repeat(exponent - digits.length)
  if (!hasWhole && exponent > -40) return `${sign}0.${'0'.repeat(-exponent)}${digits}`
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : ''
  return `${sign}${digits.charAt(0)}${rest}E${hasWhole ? '+' : ''}${exponent - 1}`
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const compareMagnitudes = (a: Decimal, b: Decimal): number => {
  if (a.digits === '' || b.digits === '') return Math.sign(a.digits.length - b.digits.length)
  if (a.exponent !== b.exponent) return Math.sign(a.exponent - b.exponent)
  // Text order is number order here: both begin at the same decimal place, and a prefix is the smaller.
  return compareText(a.digits, b.digits)
}

/** The order of two decimal texts by value: negative, 0 or positive; `undefined` when one of them is no number. */
export const orderOfNumbers = (a: string, b: string): number | undefined => {
  const left = parseDecimal(a)
  const right = parseDecimal(b)
  if (left === undefined || right === undefined) return undefined
  if (left.negative !== right.negative) return left.negative ? -1 : 1
  return left.negative ? compareMagnitudes(right, left) : compareMagnitudes(left, right)
}

/**
 * Compares two decimal texts by value, with all their digits: negative, 0 or positive. What is no number comes after
 * all numbers, in the order of its text, and equals only the same text.
 */
export const compareNumbers = (a: string, b: string): number => {
  if (a === b) return 0
  const order = orderOfNumbers(a, b)
  if (order !== undefined) return order
  const [isLeft, isRight] = [parseDecimal(a) !== undefined, parseDecimal(b) !== undefined]
  if (isLeft !== isRight) return isLeft ? -1 : 1
  return compareText(a, b)
}
