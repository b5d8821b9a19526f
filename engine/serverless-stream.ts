import type { Plain } from './plain.ts'
import { isPlain } from './plain.ts'
import { castBoolean, castNumber, isReference, literal, refused } from './serverless-values.ts'
import type { MappingSettings } from './settings.ts'

/** A `stream` event of a DynamoDB or Kinesis stream, and what is deployed for it. */
export interface ServerlessStreamEvent {
  /** Text, a CloudFormation function, or a text with variables that nobody here can resolve. */
  readonly arn: unknown
  /** The settings in AWS's words, as far as they are given. */
  readonly properties: Plain
  readonly isByKinesis: boolean
  /** Name of the pipe that stands between stream and function, where one does. */
  readonly pipe?: string
}

/** Which streams are read of: DynamoDB's own, or those of Kinesis too. */
export type StreamKinds = 'of-tables' | 'and-kinesis'

type Word = readonly [name: keyof MappingSettings, kind: 'number' | 'boolean' | 'age' | 'text']

/** The Serverless Framework's words and AWS's. */
const words: Readonly<Record<string, Word>> = {
  batchSize: ['BatchSize', 'number'],
  batchWindow: ['MaximumBatchingWindowInSeconds', 'number'],
  startingPosition: ['StartingPosition', 'text'],
  parallelizationFactor: ['ParallelizationFactor', 'number'],
  maximumRetryAttempts: ['MaximumRetryAttempts', 'number'],
  maximumRecordAgeInSeconds: ['MaximumRecordAgeInSeconds', 'age'],
  bisectBatchOnFunctionError: ['BisectBatchOnFunctionError', 'boolean'],
  tumblingWindowInSeconds: ['TumblingWindowInSeconds', 'number'],
  enabled: ['Enabled', 'boolean'],
}

const otherWords = [
  'arn',
  'type',
  'consumer',
  'destinations',
  'filterPatterns',
  'functionResponseType',
  'startingPositionTimestamp',
]

/** What the Serverless Framework deploys where nothing is said; Lambda's own defaults are others. */
const frameworkDefaults = { BatchSize: 10, StartingPosition: 'TRIM_HORIZON' }

/** CloudFormation functions that the framework takes for an ARN, and can name a mapping after. */
const arnFunctions = ['Fn::GetAtt', 'Fn::ImportValue', 'Fn::Join', 'Ref']

/** The framework compares with -1 before it casts, so that `'-1'` is no age. */
const castAge = (value: unknown): unknown => (castNumber(value) === -1 ? value : castNumber(value))

const cast = { number: castNumber, boolean: castBoolean, age: castAge, text: (value: unknown) => value }

const settingOf = (functionName: string, word: string, value: unknown): readonly [string, unknown][] => {
  const known = words[word]
  // An empty value is none.
  if (known === undefined || value === undefined || value === null) return []
  const [name, kind] = known
  const found = cast[kind](literal(functionName, word, value))
  if (kind === 'boolean' && typeof found !== 'boolean')
    throw refused(functionName, word, found, 'true or false')
  return [[name, found]]
}

const patternsOf = (functionName: string, given: unknown): Plain => {
  if (given === undefined || given === null) return {}
  literal(functionName, 'filterPatterns', given)
  if (!Array.isArray(given)) throw refused(functionName, 'filterPatterns', given, 'a list of patterns')
  if (given.length === 0)
    throw refused(functionName, 'filterPatterns', given, 'at least one pattern, or no list')
  const [wrong] = given.filter(pattern => !isPlain(pattern)) as readonly unknown[]
  if (!given.every(isPlain))
    throw refused(functionName, 'filterPatterns', wrong, 'patterns that are mappings')
  return { FilterCriteria: { Filters: given.map(pattern => ({ Pattern: JSON.stringify(pattern) })) } }
}

const responseTypesOf = (functionName: string, given: unknown): Plain => {
  const value = literal(functionName, 'functionResponseType', given)
  if (value === undefined || value === null) return {}
  if (value === 'ReportBatchItemFailures') return { FunctionResponseTypes: [value] }
  throw refused(functionName, 'functionResponseType', value, 'ReportBatchItemFailures')
}

const isArn = (value: unknown): boolean =>
  typeof value === 'string' && (value.startsWith('arn:') || isReference(value))

const isGetAtt = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(each => typeof each === 'string' && each !== '')

const isArnFunction = (value: unknown): boolean => {
  if (!isPlain(value)) return false
  const [name = '', ...others] = Object.keys(value)
  if (others.length > 0 || !arnFunctions.includes(name)) return false
  if (name === 'Fn::GetAtt') return isGetAtt(value[name])
  // The framework names the mapping after it, and fails at what is no text.
  return name === 'Fn::Join' || typeof value[name] === 'string'
}

const checkArn = (functionName: string, { arn, type }: Plain): void => {
  if (isArn(arn) || (isArnFunction(arn) && type !== undefined)) return
  const allowed = isArnFunction(arn)
    ? 'an ARN; beside a CloudFormation function the event needs a type'
    : 'an ARN, or GetAtt, Ref, ImportValue or Join of CloudFormation with a type beside it'
  throw refused(functionName, 'arn', arn ?? null, allowed)
}

const checkDestination = (functionName: string, destinations: unknown): void => {
  if (destinations === undefined || destinations === null) return
  const onFailure = isPlain(destinations) ? destinations['onFailure'] : undefined
  const form = isPlain(onFailure) && 'arn' in onFailure ? onFailure : undefined
  if (isArn(onFailure) || isArn(form?.['arn'])) return
  if (isPlain(form?.['arn']) && ['sns', 'sqs'].includes(String(form['type']))) return
  const allowed = '{ onFailure: ARN } or { onFailure: { arn, type: sns or sqs } }'
  throw refused(functionName, 'destinations', destinations, allowed)
}

/** As the framework deploys it, with the type that may stand beside an ARN. */
const destinationOf = (destinations: unknown): Plain => {
  const onFailure = isPlain(destinations) ? destinations['onFailure'] : undefined
  if (onFailure === undefined || onFailure === null) return {}
  const isTyped = isPlain(onFailure) && 'arn' in onFailure
  const OnFailure = isTyped
    ? { Destination: onFailure['arn'], Type: onFailure['type'] }
    : { Destination: onFailure }
  return { DestinationConfig: { OnFailure } }
}

const checkWords = (functionName: string, stream: Plain): void => {
  const known = [...Object.keys(words), ...otherWords]
  const unknown = Object.keys(stream).find(word => !known.includes(word))
  if (unknown === undefined) return
  throw refused(functionName, unknown, stream[unknown], `a setting that there is: ${known.join(', ')}`)
}

const isOfDynamoDb = (functionName: string, { arn, type }: Plain): boolean => {
  if (type !== undefined && type !== null) {
    literal(functionName, 'type', type)
    if (type !== 'dynamodb' && type !== 'kinesis')
      throw refused(functionName, 'type', type, 'dynamodb or kinesis')
    return type === 'dynamodb'
  }
  if (typeof arn !== 'string') checkArn(functionName, { arn })
  // Without a type, only the ARN tells a table's stream from a Kinesis stream.
  return String(literal(functionName, 'arn', arn)).split(':')[2] === 'dynamodb'
}

/** The stream that an event names, if it is one of a stream: a slip of the indentation must not leave it out. */
const streamIn = (functionName: string, event: unknown): Plain | undefined => {
  if (!isPlain(event)) {
    if (event !== null && event !== undefined && event !== 'stream') return undefined
    throw refused(functionName, 'events', event ?? null, 'a list of mappings such as - stream: ARN')
  }
  if (!Object.hasOwn(event, 'stream')) return undefined
  const { stream, ...beside } = event
  const [word] = Object.keys(beside)
  if (word !== undefined)
    throw refused(
      functionName,
      word,
      beside[word],
      'nothing beside stream: what belongs to it stands under it',
    )
  // An event may be no more than the ARN.
  if (isArn(stream)) return { arn: stream }
  if (isPlain(stream)) return stream
  throw refused(functionName, 'stream', stream, 'an ARN, or a mapping with an arn')
}

/** The ARN of a `stream` event as it is written, whatever it is of. */
export const kinesisArnOf = (event: unknown): unknown => {
  const stream = isPlain(event) ? event['stream'] : undefined
  return isPlain(stream) ? stream['arn'] : stream
}

/** Whether an event is of a Kinesis stream, by its type or its ARN. */
export const isOfKinesis = (event: unknown): boolean => {
  const stream = isPlain(event) ? event['stream'] : undefined
  const type = isPlain(stream) ? (stream['type'] ?? undefined) : undefined
  if (type !== undefined) return type === 'kinesis'
  const arn = kinesisArnOf(event)
  return typeof arn === 'string' && arn.split(':')[2] === 'kinesis'
}

/** A stream that begins with the run holds nothing before whatever moment was meant. */
const beginning = (stream: Plain): Plain =>
  stream['startingPosition'] === 'AT_TIMESTAMP' ? { ...stream, startingPosition: 'TRIM_HORIZON' } : stream

/**
 * Reads an event of a function, if it is the stream of a table, or a Kinesis stream where those are wanted too.
 *
 * @param isChecked - whether a setting that the framework does not know is refused, as by default it is
 * @throws PipelineError `engine.setting-not-literal`, `engine.setting-invalid`
 */
export const streamEvent = (
  functionName: string,
  event: unknown,
  isChecked: boolean,
  kinds: StreamKinds,
): ServerlessStreamEvent | undefined => {
  const found = streamIn(functionName, event)
  if (found === undefined) return undefined
  const isByKinesis = !isOfDynamoDb(functionName, found)
  if (isByKinesis && (kinds === 'of-tables' || !isOfKinesis(event))) return undefined
  const stream = isByKinesis ? beginning(found) : found
  if (isChecked) checkWords(functionName, stream)
  checkArn(functionName, stream)
  checkDestination(functionName, stream['destinations'])
  const settings = Object.entries(stream).flatMap(([word, value]) => settingOf(functionName, word, value))
  return {
    arn: stream['arn'],
    isByKinesis,
    properties: {
      ...frameworkDefaults,
      ...Object.fromEntries(settings),
      ...responseTypesOf(functionName, stream['functionResponseType']),
      ...patternsOf(functionName, stream['filterPatterns']),
      ...destinationOf(stream['destinations']),
    },
  }
}
