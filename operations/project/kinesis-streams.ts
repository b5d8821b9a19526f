import { isKinesisStream } from '../../core/record/kinesis-source.ts'
import { isPlain } from '../../engine/plain.ts'
import { accountHere, regionHere } from './cloudformation/placeholder-texts.ts'
import { plainText } from './cloudformation/stand-in.ts'

/** The Kinesis stream that a table writes its changes to. */
export interface TableKinesis {
  /** Its ARN as the deploy file has it, or what stands in for it. */
  readonly streamArn: string
  /** What the creation times of its records count in. */
  readonly precision: 'MILLISECOND' | 'MICROSECOND'
}

const consumer = /\/consumer\/.*$/

/** The text of a stream's ARN; of a consumer that of its stream. */
export const kinesisText = (arn: unknown): string => plainText(arn).replace(consumer, '')

const partsIn = (text: string): readonly string[] => (isKinesisStream(text) ? text.split(':') : [])

/** How a person knows it. */
export const kinesisName = (arn: unknown): string => {
  const text = kinesisText(arn)
  return partsIn(text)[5]?.replace('stream/', '') ?? text
}

/**
 * Whether two ARNs mean one stream. What is made by the same deploy file has the account of the run in one place and
 * may stand as it is in another.
 */
export const isSameKinesisStream = (one: string, other: string): boolean => {
  if (one === other) return one !== ''
  const [a, b] = [partsIn(one), partsIn(other)]
  return a[5] !== undefined && a[5] === b[5] && (a[4] === accountHere || b[4] === accountHere)
}

/** An ARN of Kinesis for what only the cloud would say. */
export const wholeKinesisArn = (text: string): string => {
  if (partsIn(text).length > 0) return text
  const name =
    text
      .split(/[:/]/)
      .at(-1)
      ?.replaceAll(/[^\w.-]/g, '-') ?? ''
  return `arn:aws:kinesis:${regionHere}:${accountHere}:stream/${name === '' ? 'unnamed' : name.slice(0, 128)}`
}

/** A table of several regions says it of each. */
const specificationIn = (properties: Readonly<Record<string, unknown>>): unknown => {
  const replicas = properties['Replicas']
  const ofReplicas = Array.isArray(replicas)
    ? replicas.map(each => (isPlain(each) ? each['KinesisStreamSpecification'] : undefined))
    : []
  return [properties['KinesisStreamSpecification'], ...ofReplicas].find(isPlain)
}

/** What the resolved properties of a table say of its Kinesis stream, if they do. */
export const kinesisOfTable = (properties: unknown): TableKinesis | undefined => {
  const given = isPlain(properties) ? specificationIn(properties) : undefined
  if (!isPlain(given)) return undefined
  const streamArn = kinesisText(given['StreamArn'])
  if (streamArn === '') return undefined
  // DynamoDB's own choice where nothing is said.
  const isMs = plainText(given['ApproximateCreationDateTimePrecision']) === 'MILLISECOND'
  return { streamArn, precision: isMs ? 'MILLISECOND' : 'MICROSECOND' }
}

/** What is said of a function on a Kinesis stream that no table of the project writes to. */
export const notOfTables = (who: string, arn: unknown): string =>
  `${who} is left out on the Kinesis stream ${kinesisName(arn)}: no table that is described here writes to it.`
