import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { below } from './below.ts'
import { canonicalNumber, numberProblem } from './decimal.ts'

/** Not in TypeScript's library yet: text that `JSON.stringify` prints as it is. */
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown }

const brand: unique symbol = Symbol.for('tailrace.ExactNumber')

/**
 * A number that no JS number holds exactly. Immutable; prints all its digits, also through `JSON.stringify`.
 * `structuredClone` makes a plain object of it, as of every instance of a class; its digits are in `text`.
 *
 * DynamoDB keeps 38 digits, a JS number about 16.
 * @throws PipelineError `record.number-invalid` for text that is no number of DynamoDB's: NaN, 0x10, 39 digits
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export class ExactNumber {
  readonly [brand] = true
  readonly text: string

  /** Also for one of a second copy of this package: a function brings its own, and commands have theirs. */
  static [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value
  }

  constructor(text: string) {
    this.text = canonicalNumber(checkedNumber(text))
    Object.freeze(this)
  }

  toString(): string {
    return this.text
  }

  toJSON(): unknown {
    return rawJSON(this.text)
  }

  equals(other: unknown): boolean {
    return other instanceof ExactNumber && other.text === this.text
  }
}

/** Any DynamoDB number: a JS number wherever that loses nothing. */
export type AnyNumber = number | ExactNumber

/**
 * The text of a number, where DynamoDB holds it.
 * @param path - where it stands, for the error
 * @throws PipelineError `record.number-invalid`
 */
export const checkedNumber = (text: unknown, path = ''): string => {
  const problem = numberProblem(text)
  if (problem !== undefined) throw raise(recordFaults, 'record.number-invalid', { path, problem })
  // Without a problem it is text.
  return text as string
}

const [zero, nine, dot, minus, plus] = [48, 57, 46, 45, 43]

/** Signs, digits and points only: of such a text `Number` takes what is a decimal number, and nothing else. */
const isSimple = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if ((code < zero || code > nine) && code !== dot && code !== minus && code !== plus) return false
  }
  return text !== ''
}

/** A JS number where the text is short enough to survive the way to one and back, as 15 digits always do. */
export const simpleNumber = (text: string): number | undefined => {
  if (text.length > 15 || !isSimple(text)) return undefined
  const number = Number(text)
  if (Number.isNaN(number)) return undefined
  return number === 0 ? 0 : number
}

/**
 * Reads the text of an `N` attribute without losing a digit.
 *
 * @param path - of the map or list that the attribute stands in, for the error
 * @param name - of the attribute in it
 * @throws PipelineError `record.number-invalid`
 */
export const exactNumber = (text: string, path = '', name: string | number = ''): AnyNumber =>
  simpleNumber(text) ?? carefulNumber(text, path, name)

const carefulNumber = (text: string, path: string, name: string | number): AnyNumber => {
  const problem = numberProblem(text)
  if (problem !== undefined)
    throw raise(recordFaults, 'record.number-invalid', { path: below(path, name), problem })
  const number = Number(text)
  const printed = String(number)
  const isSame = printed === text || canonicalNumber(printed) === canonicalNumber(text)
  if (isSame) return number === 0 ? 0 : number
  return new ExactNumber(text)
}
