import { canonicalNumber } from './decimal.ts'

/** Not in TypeScript's library yet: text that `JSON.stringify` prints as it is. */
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown }

/**
 * A number that no JS number holds exactly. Immutable; prints all its digits, also through `JSON.stringify`.
 *
 * DynamoDB keeps 38 digits, a JS number about 16.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 */
export class ExactNumber {
  readonly text: string

  constructor(text: string) {
    this.text = canonicalNumber(text)
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

/** Reads the text of an `N` attribute without losing a digit. */
export const exactNumber = (text: string): AnyNumber => {
  const number = Number(text)
  // Up to 15 significant digits always survive the way to a JS number and back.
  if (text.length <= 15 && Number.isFinite(number)) return number === 0 ? 0 : number
  const printed = String(number)
  if (printed === text) return number
  return Number.isFinite(number) && canonicalNumber(printed) === canonicalNumber(text)
    ? number
    : new ExactNumber(text)
}
