import { isStandIn, partsOf, plainText } from './stand-in.ts'

/**
 * Whether a mapping reads the stream of a table. Where nobody knows what its ARN stands for, the name of the reference
 * has to tell: only streams have a starting position, and of those Kinesis and Kafka have telling names.
 */
export const isTableStream = (arn: unknown, startingPosition: unknown): boolean => {
  if (arn === undefined || arn === null) return false
  if (partsOf(arn).some(part => typeof part !== 'string')) return true
  const text = plainText(arn)
  const service = /^arn:[^:]*:([^:]+):/.exec(text)?.[1]
  if (service === 'dynamodb') return true
  if (!isStandIn(arn) || (service !== undefined && service !== 'unknown')) return false
  return startingPosition !== undefined && !/kinesis|kafka|msk|docdb|queue/i.test(text)
}

/**
 * Whether a mapping reads a Kinesis stream, as far as its ARN says so. Of what only the cloud knows the name has to
 * tell, and only streams have a starting position.
 */
export const isOtherKinesis = (arn: unknown, startingPosition: unknown): boolean => {
  const text = plainText(arn)
  const service = /^arn:[^:]*:([^:]+):/.exec(text)?.[1]
  if (service !== undefined && service !== 'unknown') return service === 'kinesis'
  return isStandIn(arn) && startingPosition !== undefined && /kinesis/i.test(text)
}
