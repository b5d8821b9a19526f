import { orderOfNumbers } from '../attributes/decimal.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import type { WhereCondition, Scalar } from './expression.ts'

const numberTextOf = (scalar: Scalar): string | undefined => {
  if (typeof scalar === 'number' || typeof scalar === 'bigint') return String(scalar)
  return typeof scalar === 'object' && scalar !== null ? scalar.N : undefined
}

/** DynamoDB orders text by its UTF-8 bytes, JavaScript by UTF-16 units. */
const compareText = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** Negative, 0 or positive; `undefined` for values that have no common order. */
const compareWith = (value: AttributeValue, bound: Scalar): number | undefined => {
  const number = numberTextOf(bound)
  if (number !== undefined) {
    // What is no number has no order with any: it is for the handler that reads it to say so.
    return 'N' in value && typeof value.N === 'string' ? orderOfNumbers(value.N, number) : undefined
  }
  return typeof bound === 'string' && 'S' in value ? compareText(value.S, bound) : undefined
}

/** True when the marshalled attribute is this scalar; a set, list, map or binary never is. */
export const equalsScalar = (value: AttributeValue | undefined, scalar: Scalar): boolean => {
  if (value === undefined) return false
  if (typeof scalar === 'string') return 'S' in value && value.S === scalar
  if (typeof scalar === 'boolean') return 'BOOL' in value && value.BOOL === scalar
  if (scalar === null) return 'NULL' in value
  return compareWith(value, scalar) === 0
}

type Range = Extract<WhereCondition, { readonly gt?: Scalar }>

const inRange = (value: AttributeValue | undefined, range: Range): boolean => {
  if (value === undefined) return false
  const { gt, gte, lt, lte } = range
  const meets = (bound: Scalar | undefined, test: (order: number) => boolean): boolean => {
    if (bound === undefined) return true
    const order = compareWith(value, bound)
    return order !== undefined && test(order)
  }
  return (
    meets(gt, order => order > 0) &&
    meets(gte, order => order >= 0) &&
    meets(lt, order => order < 0) &&
    meets(lte, order => order <= 0)
  )
}

/**
 * True when the attribute meets the condition. Numbers compare by value with all their digits, text by UTF-8 bytes;
 * another type never meets a comparison.
 */
export const conditionHolds = (value: AttributeValue | undefined, condition: WhereCondition): boolean => {
  if (typeof condition !== 'object' || condition === null || 'N' in condition)
    return equalsScalar(value, condition)
  if ('oneOf' in condition) return condition.oneOf.some(scalar => equalsScalar(value, scalar))
  if ('exists' in condition) return condition.exists === (value !== undefined)
  if ('prefix' in condition)
    return value !== undefined && 'S' in value && value.S.startsWith(condition.prefix)
  return inRange(value, condition)
}
