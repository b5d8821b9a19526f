import { canonicalNumber } from '../../core/attributes/decimal.ts'
import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import { creationTimeMs } from '../../core/record/creation-time.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'

/** Which records of a stream are captured. */
export interface Wanted {
  /** Values of partition key and, if given, sort key, as text; without any, every item is wanted. */
  readonly keys: readonly (readonly string[])[]
  /** Epoch milliseconds. */
  readonly sinceMs: number | undefined
}

const isValue = (value: AttributeValue | undefined, text: string): boolean => {
  if (value === undefined) return false
  if ('S' in value) return value.S === text
  if ('B' in value) return value.B === text
  return 'N' in value && canonicalNumber(value.N) === canonicalNumber(text)
}

/** Tells whether a record is wanted. The time of a record is known to the second, on DynamoDB Local to the minute. */
export const isWanted =
  ({ keys, sinceMs }: Wanted, keyNames: readonly string[]) =>
  ({ dynamodb }: StreamRecord): boolean => {
    const createdAtMs = creationTimeMs(dynamodb?.ApproximateCreationDateTime)
    const sinceSecondMs = sinceMs === undefined ? -Infinity : Math.floor(sinceMs / 1000) * 1000
    // Of a record whose time cannot be read nobody knows that it is too old.
    if (createdAtMs !== undefined && createdAtMs < sinceSecondMs) return false
    if (keys.length === 0) return true
    return keys.some(key =>
      key.every((text, index) => isValue(dynamodb?.Keys?.[keyNames[index] ?? ''], text)),
    )
  }
