import { compareNumbers } from '../../core/attributes/decimal.ts'
import { ExactNumber } from '../../core/attributes/exact-number.ts'

const isNumber = (value: unknown): value is number | bigint | ExactNumber =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof ExactNumber

const bytesOf = (value: unknown): Uint8Array =>
  value instanceof Uint8Array ? value : Buffer.from(typeof value === 'string' ? value : '')

/**
 * Orders two sort keys as DynamoDB does: numbers by value with all their digits, text by its UTF-8 bytes, binary by
 * its bytes. Negative, 0 or positive.
 */
export const compareSortKeys = (a: unknown, b: unknown): number =>
  isNumber(a) && isNumber(b) ? compareNumbers(String(a), String(b)) : Buffer.compare(bytesOf(a), bytesOf(b))
