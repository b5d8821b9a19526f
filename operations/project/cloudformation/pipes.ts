import type { Plain } from '../../../engine/plain.ts'
import { isPlain } from '../../../engine/plain.ts'
import { castNumber } from '../../../engine/serverless-values.ts'
import { isStandIn, partsOf, plainText } from './stand-in.ts'
import { section } from './scope.ts'

/** A pipe of EventBridge on the stream of a table. */
export interface StreamPipe {
  /** Resolved. */
  readonly source: unknown
  readonly target: unknown
  /** In the words of an event source mapping, resolved. */
  readonly properties: Plain
  /** Why it cannot be run as it would be on AWS, where that is so. */
  readonly problem: string | undefined
}

const numbers = [
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'ParallelizationFactor',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
]

const isThere = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

/** What a pipe is set to, as a mapping that reads answers: a pipe always does. */
const mappingWords = ({ SourceParameters, DesiredState }: Plain): Plain => {
  const given = section(SourceParameters, 'DynamoDBStreamParameters')
  const found = numbers.filter(name => isThere(given[name]))
  const filters = section(SourceParameters, 'FilterCriteria')['Filters']
  const deadLetters = section(given, 'DeadLetterConfig')['Arn']
  return {
    StartingPosition: given['StartingPosition'] ?? 'TRIM_HORIZON',
    ...Object.fromEntries(
      found.map(name => [name, isStandIn(given[name]) ? given[name] : castNumber(given[name])]),
    ),
    BisectBatchOnFunctionError: given['OnPartialBatchItemFailure'] === 'AUTOMATIC_BISECT',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...(isThere(filters) && { FilterCriteria: { Filters: filters } }),
    ...(isThere(deadLetters) && { DestinationConfig: { OnFailure: { Destination: deadLetters } } }),
    Enabled: plainText(DesiredState) !== 'STOPPED',
  }
}

const problemOf = ({ Enrichment, TargetParameters }: Plain): string | undefined => {
  if (isThere(Enrichment)) return 'it has an enrichment'
  if (isThere(section({ TargetParameters }, 'TargetParameters')['InputTemplate']))
    return 'it transforms its input'
  const { InvocationType } = section(TargetParameters, 'LambdaFunctionParameters')
  return plainText(InvocationType) === 'FIRE_AND_FORGET' ? 'it does not wait for its function' : undefined
}

const isOfTable = (source: unknown): boolean =>
  partsOf(source).some(part => typeof part !== 'string') || plainText(source).split(':')[2] === 'dynamodb'

/**
 * A pipe out of the resolved properties of its resource; nothing for one of another source.
 *
 * @param isKinesis - whether its source is a Kinesis stream that a table writes to
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-pipes-pipe.html
 */
export const streamPipe = (
  resolved: unknown,
  isKinesis: (arn: unknown) => boolean,
): StreamPipe | undefined => {
  const given = isPlain(resolved) ? resolved : {}
  const { Source: source, Target: target } = given
  const isByKinesis = isKinesis(source)
  if (!isByKinesis && !isOfTable(source)) return undefined
  const problem = isByKinesis
    ? 'its source is a Kinesis stream, which no handler reads by a pipe'
    : problemOf(given)
  return { source, target, properties: mappingWords(given), problem }
}

/** What is said of a pipe on a table's changes that no run takes up. */
export const notPiped = (pipe: string, problem: string): string =>
  `The pipe ${pipe} is not run here: ${problem}.`
