import type { AnyNumber } from '../attributes/exact-number.ts'
import { ExactNumber } from '../attributes/exact-number.ts'

/** True for a JSON number; the text of a DynamoDB `N` is no number. */
export const isNumber = (value: unknown): value is AnyNumber =>
  typeof value === 'number' || value instanceof ExactNumber

/** Equal by value, with all digits: an ExactNumber never has the value of a double. */
export const isSameNumber = (a: AnyNumber, b: unknown): boolean =>
  typeof a === 'number' ? a === b : a.equals(b)
