import { compareNumbers } from '../attributes/decimal.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'

/** The spelling that DynamoDB itself uses nearly always; of two such, different texts are different numbers. */
const plain = /^(?:0|-?(?:[1-9]\d*(?:\.\d*[1-9])?|0\.\d*[1-9]))$/

const sameNumber = (a: string, b: string): boolean =>
  a === b || (!(plain.test(a) && plain.test(b)) && compareNumbers(a, b) === 0)

/** Sets have no order; number sets hold values, not spellings. */
const sameSet = (
  a: readonly string[],
  b: readonly string[],
  same: (x: string, y: string) => boolean,
): boolean => {
  if (a.length !== b.length) return false
  if (a.every((member, index) => member === b[index])) return true
  const members = new Set(b)
  return a.every(member => members.has(member) || b.some(other => same(member, other)))
}

const sameText = (a: string, b: string): boolean => a === b

/** The attribute of that name, never something inherited, whatever the name is. */
export const ownAttribute = (image: Image, name: string): AttributeValue | undefined =>
  Object.hasOwn(image, name) ? image[name] : undefined

const sameMap = (a: Image, b: Image): boolean => {
  let count = 0
  for (const name in a) {
    const left = a[name]
    const right = ownAttribute(b, name)
    if (left === undefined || right === undefined || !sameAttribute(left, right)) return false
    count += 1
  }
  return count === Object.keys(b).length
}

const sameList = (a: readonly AttributeValue[], b: readonly AttributeValue[]): boolean =>
  a.length === b.length &&
  a.every((entry, index) => {
    const other = b[index]
    return other !== undefined && sameAttribute(entry, other)
  })

/** Of a text or a number one of the two is there, of anything else neither. */
interface Text {
  readonly S?: string
  readonly N?: string
}

/**
 * True when two marshalled attributes hold the same value: numbers by value, sets without order, maps without
 * order, lists by position. Another type is another value, also with the same text.
 */
export const sameAttribute = (a: AttributeValue, b: AttributeValue): boolean => {
  if (a === b) return true
  // Four in five attributes are these two; one look at the value does for both questions.
  const { S, N } = a as Text
  if (S !== undefined) return S === (b as Text).S
  if (N !== undefined) return 'N' in b && sameNumber(N, b.N)
  if ('M' in a) return 'M' in b && sameMap(a.M, b.M)
  if ('L' in a) return 'L' in b && sameList(a.L, b.L)
  if ('BOOL' in a) return 'BOOL' in b && a.BOOL === b.BOOL
  if ('NULL' in a) return 'NULL' in b
  if ('SS' in a) return 'SS' in b && sameSet(a.SS, b.SS, sameText)
  if ('NS' in a) return 'NS' in b && sameSet(a.NS, b.NS, sameNumber)
  if ('B' in a) return 'B' in b && a.B === b.B
  if ('BS' in a) return 'BS' in b && sameSet(a.BS, b.BS, sameText)
  // A type this version does not know: equal only when written alike.
  return JSON.stringify(a) === JSON.stringify(b)
}
