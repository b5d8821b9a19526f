import { raise } from '../core/errors/pipeline-error.ts'
import { engineFaults } from './faults.ts'

/**
 * The settings of an event source mapping for a DynamoDB stream, in AWS's words.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
 */
export interface MappingSettings {
  readonly BatchSize: number
  readonly MaximumBatchingWindowInSeconds: number
  readonly StartingPosition: 'TRIM_HORIZON' | 'LATEST'
  readonly ParallelizationFactor: number
  /** -1: until the record leaves the stream. */
  readonly MaximumRetryAttempts: number
  /** -1: no limit. */
  readonly MaximumRecordAgeInSeconds: number
  readonly BisectBatchOnFunctionError: boolean
  readonly FunctionResponseTypes: readonly 'ReportBatchItemFailures'[]
  readonly TumblingWindowInSeconds: number
  readonly FilterCriteria: { readonly Filters: readonly { readonly Pattern: string }[] }
  /** Which counts beyond IteratorAge are kept. */
  readonly MetricsConfig: { readonly Metrics: readonly 'EventCount'[] }
  readonly Enabled: boolean
}

/** What AWS takes where nothing is said. StartingPosition has no default: it must be given. */
export const defaultSettings: Omit<MappingSettings, 'StartingPosition'> = Object.freeze({
  BatchSize: 100,
  MaximumBatchingWindowInSeconds: 0,
  ParallelizationFactor: 1,
  MaximumRetryAttempts: -1,
  MaximumRecordAgeInSeconds: -1,
  BisectBatchOnFunctionError: false,
  FunctionResponseTypes: [],
  TumblingWindowInSeconds: 0,
  FilterCriteria: { Filters: [] },
  MetricsConfig: { Metrics: [] },
  Enabled: true,
})

type NumberSetting =
  | 'BatchSize'
  | 'MaximumBatchingWindowInSeconds'
  | 'ParallelizationFactor'
  | 'MaximumRetryAttempts'
  | 'MaximumRecordAgeInSeconds'
  | 'TumblingWindowInSeconds'

const ranges: Readonly<
  Record<NumberSetting, { readonly min: number; readonly max: number; readonly or?: number }>
> = {
  BatchSize: { min: 1, max: 10_000 },
  MaximumBatchingWindowInSeconds: { min: 0, max: 300 },
  ParallelizationFactor: { min: 1, max: 10 },
  MaximumRetryAttempts: { min: 0, max: 10_000, or: -1 },
  MaximumRecordAgeInSeconds: { min: 60, max: 604_800, or: -1 },
  TumblingWindowInSeconds: { min: 0, max: 900 },
}

/** Filters of a mapping at most. @see https://docs.aws.amazon.com/lambda/latest/api/API_FilterCriteria.html */
export const maxFilters = 5
/** Characters of a filter's pattern at most. */
export const maxPatternLength = 4096

const refuse = (functionName: string, setting: string, value: unknown, allowed: string): never => {
  throw raise(engineFaults, 'engine.setting-invalid', { functionName, setting, value, allowed })
}

const checkNumbers = (functionName: string, settings: MappingSettings): void => {
  for (const [name, { min, max, or }] of Object.entries(ranges)) {
    const value = settings[name as NumberSetting]
    const isAllowed = Number.isInteger(value) && ((value >= min && value <= max) || value === or)
    const exception = or === undefined ? '' : `${or} or `
    if (!isAllowed) refuse(functionName, name, value, `${exception}a whole number from ${min} to ${max}`)
  }
}

const checkFilters = (functionName: string, { FilterCriteria: { Filters } }: MappingSettings): void => {
  if (Filters.length > maxFilters)
    refuse(functionName, 'FilterCriteria', `${Filters.length} filters`, '5 filters at most')
  for (const { Pattern } of Filters) {
    if (Pattern.length > maxPatternLength) {
      refuse(
        functionName,
        'FilterCriteria',
        `a pattern of ${Pattern.length} characters`,
        '4,096 characters at most',
      )
    }
  }
}

/**
 * Completes settings with AWS's defaults and refuses what AWS refuses.
 *
 * @throws PipelineError `engine.setting-invalid`
 */
export const mappingSettings = (
  functionName: string,
  given: Partial<MappingSettings> & Pick<MappingSettings, 'StartingPosition'>,
): MappingSettings => {
  const settings: MappingSettings = { ...defaultSettings, ...given }
  const { StartingPosition } = settings
  // What a JavaScript caller gives is not held to the type.
  if (!['TRIM_HORIZON', 'LATEST'].includes(StartingPosition)) {
    refuse(functionName, 'StartingPosition', StartingPosition, 'TRIM_HORIZON or LATEST')
  }
  checkNumbers(functionName, settings)
  checkFilters(functionName, settings)
  return settings
}
