import { parseDecimal } from '../attributes/decimal.ts'
import type { Image } from '../attributes/attribute-value.ts'
import { problemInImage } from './check-image.ts'
import { isFields, kindOfValue } from './kind-of-value.ts'
import { isByKinesis } from './kinesis-source.ts'
import { isKinesisNumber, isSequenceNumber } from './sequence-number.ts'
import type { Kind } from './stream-record.ts'

/** Longest ARN of a stream that DynamoDB takes, in characters. */
const maxArnLength = 1_024

const maxShown = 40

/** A field of the record's frame as it may be told: these hold nothing of an item. */
export const shownField = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value.slice(0, maxShown)) : kindOfValue(value)

/** True for the three words that a stream has for a change. */
export const isKind = (name: unknown): name is Kind =>
  name === 'INSERT' || name === 'MODIFY' || name === 'REMOVE'

/** True for a text that can name a stream, in the ledger and in the name of an object. */
export const isArnText = (arn: unknown): arn is string =>
  typeof arn === 'string' && arn.length <= maxArnLength && arn.isWellFormed()

const plainNumber = /^-?\d{1,38}$/

const isNumber = (text: string): boolean => plainNumber.test(text) || parseDecimal(text) !== undefined

const isKeyPart = (value: unknown): boolean => {
  let found: unknown
  // Nothing that is no object has a property of these names.
  for (const type in value as object) {
    if (found !== undefined || (type !== 'S' && type !== 'N' && type !== 'B')) return false
    found = (value as Readonly<Record<string, unknown>>)[type]
    if (typeof found !== 'string' || (type === 'N' && !isNumber(found))) return false
  }
  return found !== undefined
}

/** True for the key of an item: at least one attribute, each a text, a number or binary. */
export const isKey = (keys: unknown): keys is Image => {
  if (!isFields(keys)) return false
  let count = 0
  for (const name in keys) {
    if (!isKeyPart(keys[name])) return false
    count += 1
  }
  return count > 0
}

const problemInKeys = (keys: unknown): string => {
  if (!isFields(keys)) return `its Keys are ${kindOfValue(keys)}`
  const name = Object.keys(keys).find(each => !isKeyPart(keys[each]))
  return name === undefined ? 'its Keys are empty' : `its Keys.${name} is no text, number or binary value`
}

/** Whether a text can be a record's number, which those that came by Kinesis have from there. */
export const isNumberOf = (record: unknown, number: unknown): number is string =>
  isSequenceNumber(number) ||
  (isKinesisNumber(number) && isFields(record) && isByKinesis(record['eventSourceARN']))

const isImage = (image: unknown): boolean => image === undefined || image === null || isFields(image)

/**
 * What keeps a record from being routed: what it lacks of its place in the stream and of its item. `undefined` for
 * a record that has both. What its images hold is not looked at: see {@link imageProblem}.
 */
export const frameProblem = (record: unknown): string | undefined => {
  if (!isFields(record)) return `it is ${kindOfValue(record)}`
  const { dynamodb, eventName, eventSourceARN = null } = record
  if (!isFields(dynamodb))
    return dynamodb === undefined ? 'it has no dynamodb' : `its dynamodb is ${kindOfValue(dynamodb)}`
  const { Keys, SequenceNumber, NewImage, OldImage } = dynamodb
  if (!isNumberOf(record, SequenceNumber)) return `its SequenceNumber is ${shownField(SequenceNumber)}`
  if (!isKey(Keys)) return problemInKeys(Keys)
  if (!isKind(eventName)) return `its eventName is ${shownField(eventName)}`
  if (!isImage(NewImage)) return `its NewImage is ${kindOfValue(NewImage)}`
  if (!isImage(OldImage)) return `its OldImage is ${kindOfValue(OldImage)}`
  if (eventSourceARN !== null && !isArnText(eventSourceARN)) {
    return `its eventSourceARN is ${typeof eventSourceARN === 'string' ? 'no name of a stream' : kindOfValue(eventSourceARN)}`
  }
  return undefined
}

/** What the images of a record hold that DynamoDB never writes; `undefined` when there is nothing of that kind. */
export const imageProblem = (record: unknown): string | undefined => {
  const dynamodb = isFields(record) ? record['dynamodb'] : undefined
  if (!isFields(dynamodb)) return undefined
  return problemInImage(dynamodb['NewImage'], 'NewImage') ?? problemInImage(dynamodb['OldImage'], 'OldImage')
}
