import { parsePattern } from '../../core/pattern/parse-pattern.ts'
import type { PipelineError } from '../../core/errors/pipeline-error.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { maxFilters, maxPatternLength } from '../settings.ts'
import { mappingFaults } from './faults.ts'
import type { CreateEventSourceMappingInput, MappingParameters } from './mapping-configuration.ts'

/** `InvalidParameterValueException` with AWS's text. */
export const invalid = (text: string, cause?: unknown): PipelineError<'mapping.parameter-invalid'> =>
  raise(mappingFaults, 'mapping.parameter-invalid', { text }, { cause })

/** `ValidationException`: a value is not of its parameter's model. */
const violated = (parameter: string, value: unknown, constraint: string): PipelineError =>
  raise(mappingFaults, 'mapping.constraint-violated', { parameter, value, constraint })

/** Ranges of API_CreateEventSourceMapping's model. */
const ranges = [
  ['BatchSize', 1, 10_000],
  ['MaximumBatchingWindowInSeconds', 0, 300],
  ['ParallelizationFactor', 1, 10],
  ['MaximumRetryAttempts', -1, 10_000],
  ['MaximumRecordAgeInSeconds', -1, 604_800],
  ['TumblingWindowInSeconds', 0, 900],
] as const

const camel = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)

const checkNumbers = (input: MappingParameters): void => {
  for (const [name, min, max] of ranges) {
    const value = input[name]
    if (value === undefined) continue
    if (!Number.isInteger(value)) throw violated(camel(name), value, 'be a whole number')
    if (value < min) throw violated(camel(name), value, `have value greater than or equal to ${min}`)
    if (value > max) throw violated(camel(name), value, `have value less than or equal to ${max}`)
  }
  const age = input.MaximumRecordAgeInSeconds
  if (age !== undefined && age >= 0 && age < 60)
    throw invalid('MaximumRecordAgeInSeconds must be -1 or a value from 60 to 604800.')
}

const checkFilters = ({ FilterCriteria }: MappingParameters): void => {
  const Filters = FilterCriteria?.Filters ?? []
  if (Filters.length > maxFilters)
    throw violated(
      'filterCriteria.filters',
      Filters.length,
      `have length less than or equal to ${maxFilters}`,
    )
  for (const [index, { Pattern = '' }] of Filters.entries()) {
    if (Pattern.length > maxPatternLength) {
      const place = `filterCriteria.filters.${index + 1}.member.pattern`
      const constraint = `have length less than or equal to ${maxPatternLength}`
      throw violated(place, `${Pattern.slice(0, 20)}…`, constraint)
    }
    try {
      parsePattern(Pattern)
    } catch (error) {
      throw invalid('Invalid filter pattern definition.', error)
    }
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_OnFailure.html */
const destination = /^$|^kafka:\/\/[^.][a-zA-Z0-9\-_.]{0,248}$|^arn:aws[a-zA-Z0-9-]*:[a-zA-Z0-9-]+:.*:.*:.+$/
const maxDestinationLength = 350

const checkDestinations = ({ DestinationConfig }: MappingParameters): void => {
  if (DestinationConfig?.OnSuccess !== undefined)
    throw invalid('Unsupported DestinationConfig parameter for given event source mapping type.')
  const value = DestinationConfig?.OnFailure?.Destination ?? ''
  const place = 'destinationConfig.onFailure.destination'
  if (value.length > maxDestinationLength)
    throw violated(place, value, `have length less than or equal to ${maxDestinationLength}`)
  if (!destination.test(value)) throw violated(place, value, 'be an ARN or kafka://TOPIC')
}

const checkNames = (place: string, values: readonly string[], allowed: string): void => {
  const unknown = values.find(value => value !== allowed)
  if (unknown !== undefined) throw violated(place, unknown, `satisfy enum value set: [${allowed}]`)
}

/**
 * Refuses what AWS refuses, in its words.
 * @throws PipelineError `mapping.parameter-invalid`, `mapping.constraint-violated`
 */
export const checkParameters = (input: MappingParameters): void => {
  checkDestinations(input)
  checkNumbers(input)
  checkNames('functionResponseTypes', input.FunctionResponseTypes ?? [], 'ReportBatchItemFailures')
  checkNames('metricsConfig.metrics', input.MetricsConfig?.Metrics ?? [], 'EventCount')
  checkFilters(input)
}

const positions = ['LATEST', 'AT_TIMESTAMP', 'TRIM_HORIZON']

/**
 * The stream and the position of a mapping that is to be created.
 * @throws PipelineError `mapping.parameter-invalid`, `mapping.constraint-violated`
 */
export const sourceOf = ({
  EventSourceArn,
  StartingPosition,
}: CreateEventSourceMappingInput): {
  readonly streamArn: string
  readonly position: 'LATEST' | 'TRIM_HORIZON'
} => {
  if (EventSourceArn?.includes(':dynamodb:') !== true) throw invalid('Unrecognized event source.')
  if (StartingPosition === undefined) {
    throw invalid(
      "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
    )
  }
  if (StartingPosition === 'LATEST' || StartingPosition === 'TRIM_HORIZON')
    return { streamArn: EventSourceArn, position: StartingPosition }
  if (positions.includes(StartingPosition))
    throw invalid(`Unsupported starting position for arn type: ${EventSourceArn}`)
  throw violated('startingPosition', StartingPosition, `satisfy enum value set: [${positions.join(', ')}]`)
}
