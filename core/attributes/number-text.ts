import { numberFaults } from '../errors/number-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { canonicalNumber, numberProblem, parseDecimal } from './decimal.ts'
import { checkedNumber, ExactNumber, simpleNumber } from './exact-number.ts'

/**
 * What becomes of a JS number with more than 15 significant digits, which is what float arithmetic leaves behind:
 * `0.1 + 0.2` is `0.30000000000000004`. `refuse` raises an error, `round` keeps 15 digits, which gives `0.3`.
 */
export type FloatRule = 'refuse' | 'round'

/** Every decimal of up to 15 digits survives the way through a double; with 16 it may not. */
const safeDigits = 15

const digitsIn = (text: string): number => parseDecimal(text)?.digits.length ?? 0

/**
 * True for a JS number that can only mean one decimal: up to 15 significant digits, or a safe integer. Any other is
 * the nearest double of something else, so writing its digits would write an error of arithmetic.
 */
export const isPlainNumber = (value: number): boolean =>
  Number.isSafeInteger(value) || (Number.isFinite(value) && digitsIn(String(value)) <= safeDigits)

const plainText = (value: number, path: string, floats: FloatRule): string => {
  if (!Number.isFinite(value))
    throw raise(numberFaults, 'store.number-out-of-range', { path, value: String(value) })
  if (isPlainNumber(value)) return canonicalNumber(String(value))
  if (floats === 'refuse') throw raise(numberFaults, 'store.number-inexact', { path, value })
  return canonicalNumber(value.toPrecision(safeDigits))
}

/** What is so short, and without an exponent, is printed with the digits that it means; nearly every number is. */
const shortText = (value: number): string | undefined => {
  if (!Number.isFinite(value)) return undefined
  const text = String(value)
  return Number.isSafeInteger(value) || (text.length <= safeDigits && !text.includes('e')) ? text : undefined
}

/**
 * The decimal text of a number, exactly: what is written is what is read.
 *
 * @param path - what the number is, for the error
 * @throws PipelineError `store.number-inexact`, `store.number-out-of-range`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export const numberText = (
  value: number | bigint | ExactNumber,
  path: string,
  floats: FloatRule = 'refuse',
): string => {
  const short = typeof value === 'number' ? shortText(value) : undefined
  if (short !== undefined) return short
  const text = typeof value === 'number' ? plainText(value, path, floats) : canonicalNumber(String(value))
  if (numberProblem(text) !== undefined)
    throw raise(numberFaults, 'store.number-out-of-range', { path, value: text })
  return text
}

/**
 * Reads the text of a number; the counterpart of {@link numberText}, so that what was read can be written again.
 *
 * @param path - where it stands, for the error
 * @throws PipelineError `record.number-invalid`
 */
export const plainNumber = (text: string, path = ''): number | ExactNumber => {
  const simple = simpleNumber(text)
  if (simple !== undefined) return simple
  const number = Number(checkedNumber(text, path))
  if (isPlainNumber(number) && canonicalNumber(String(number)) === canonicalNumber(text))
    return number === 0 ? 0 : number
  return new ExactNumber(text)
}
