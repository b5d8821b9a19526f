import { raise } from '../core/errors/raise.ts'
import type { MappingSettings } from './settings.ts'
import { mappingSettings } from './settings.ts'

/** A function on a DynamoDB stream, as `serverless.yml` describes it. */
export interface StreamFunction {
  readonly functionName: string
  /** Path of the file without its extension, relative to `serverless.yml`. */
  readonly file: string
  /** Name of the exported handler. */
  readonly exportName: string
  readonly timeoutMs: number
  readonly memorySizeMb: number
  readonly settings: MappingSettings
  /** A reference such as `${file(infra/filters.json):NAME}`, which the caller has resolved, or is to resolve. */
  readonly filterReference: string | undefined
}

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isReference = (value: unknown): value is string => typeof value === 'string' && value.includes('${')

/** The Serverless Framework's words and AWS's. */
const words: Readonly<Record<string, keyof MappingSettings>> = {
  batchSize: 'BatchSize',
  batchWindow: 'MaximumBatchingWindowInSeconds',
  startingPosition: 'StartingPosition',
  parallelizationFactor: 'ParallelizationFactor',
  maximumRetryAttempts: 'MaximumRetryAttempts',
  maximumRecordAgeInSeconds: 'MaximumRecordAgeInSeconds',
  bisectBatchOnFunctionError: 'BisectBatchOnFunctionError',
  tumblingWindowInSeconds: 'TumblingWindowInSeconds',
  enabled: 'Enabled',
}

const notLiteral = (functionName: string, setting: string, value: string): Error =>
  raise('engine.setting-not-literal', { functionName, setting, value })

const literal = (functionName: string, setting: string, value: unknown): unknown => {
  if (isReference(value)) throw notLiteral(functionName, setting, value)
  return value
}

const patternsOf = (functionName: string, stream: Plain): MappingSettings['FilterCriteria'] => {
  const { filterPatterns } = stream
  if (filterPatterns === undefined || isReference(filterPatterns)) return { Filters: [] }
  if (!Array.isArray(filterPatterns)) {
    throw raise('engine.setting-invalid', {
      functionName,
      setting: 'filterPatterns',
      value: filterPatterns,
      allowed: 'a list of patterns',
    })
  }
  return { Filters: filterPatterns.map(pattern => ({ Pattern: JSON.stringify(pattern) })) }
}

const responseTypesOf = (functionName: string, stream: Plain): MappingSettings['FunctionResponseTypes'] => {
  const value = literal(functionName, 'functionResponseType', stream['functionResponseType'])
  if (value === undefined) return []
  if (value === 'ReportBatchItemFailures') return ['ReportBatchItemFailures']
  throw raise('engine.setting-invalid', {
    functionName,
    setting: 'functionResponseType',
    value,
    allowed: 'ReportBatchItemFailures',
  })
}

const settingsOf = (functionName: string, stream: Plain): MappingSettings => {
  const given = Object.fromEntries(
    Object.entries(words).flatMap(([word, name]) => {
      const value = literal(functionName, word, stream[word])
      return value === undefined ? [] : [[name, value]]
    }),
  )
  // What is not of the right type is refused by mappingSettings, which trusts no type.
  return mappingSettings(functionName, {
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: frameworkDefaults.BatchSize,
    ...(given as Partial<MappingSettings>),
    FunctionResponseTypes: responseTypesOf(functionName, stream),
    FilterCriteria: patternsOf(functionName, stream),
  })
}

const numberOr = (
  functionName: string,
  setting: string,
  values: readonly unknown[],
  fallback: number,
): number => {
  const value = values.find(each => each !== undefined) ?? fallback
  const found = literal(functionName, setting, value)
  if (typeof found === 'number' && found > 0) return found
  throw raise('engine.setting-invalid', { functionName, setting, value: found, allowed: 'a number above 0' })
}

const handlerOf = (functionName: string, handler: unknown): readonly [file: string, exportName: string] => {
  const found = literal(functionName, 'handler', handler)
  const split = typeof found === 'string' ? /^(.+)\.([^./]+)$/.exec(found) : null
  if (split?.[1] === undefined || split[2] === undefined) {
    throw raise('engine.setting-invalid', {
      functionName,
      setting: 'handler',
      value: found,
      allowed: 'PATH.EXPORT',
    })
  }
  return [split[1], split[2]]
}

/** A stream event may be no more than the ARN. */
const streamOf = (event: unknown): unknown => {
  const stream = isPlain(event) ? event['stream'] : undefined
  return typeof stream === 'string' ? { arn: stream } : stream
}

const isDynamoDbStream = (stream: unknown): stream is Plain =>
  isPlain(stream) &&
  (stream['type'] === 'dynamodb' ||
    (typeof stream['arn'] === 'string' && stream['arn'].includes(':dynamodb:')))

/** What the Serverless Framework deploys where nothing is said; Lambda's own defaults are others. */
const frameworkDefaults = Object.freeze({ timeoutSeconds: 6, memoryMb: 1024, BatchSize: 10 })

/**
 * The functions on DynamoDB streams of a parsed `serverless.yml`, completed as the Serverless Framework does: 6 s,
 * 1,024 MB, TRIM_HORIZON and batches of 10; and beyond that with AWS's defaults.
 *
 * @throws PipelineError `engine.setting-not-literal` for a `${…}` in a setting that the engine needs,
 * `engine.setting-invalid`
 */
export const streamFunctions = (serverless: unknown): readonly StreamFunction[] => {
  const root = isPlain(serverless) ? serverless : {}
  const provider = isPlain(root['provider']) ? root['provider'] : {}
  const functions = isPlain(root['functions']) ? root['functions'] : {}
  return Object.entries(functions).flatMap(([functionName, definition]) => {
    if (!isPlain(definition) || !Array.isArray(definition['events'])) return []
    const events = definition['events'] as readonly unknown[]
    const stream = events.map(streamOf).find(isDynamoDbStream)
    if (stream === undefined) return []
    const [file, exportName] = handlerOf(functionName, definition['handler'])
    const timeout = [definition['timeout'], provider['timeout']]
    const memory = [definition['memorySize'], provider['memorySize']]
    const { filterPatterns } = stream
    return [
      {
        functionName,
        file,
        exportName,
        timeoutMs: numberOr(functionName, 'timeout', timeout, frameworkDefaults.timeoutSeconds) * 1000,
        memorySizeMb: numberOr(functionName, 'memorySize', memory, frameworkDefaults.memoryMb),
        settings: settingsOf(functionName, stream),
        filterReference: isReference(filterPatterns) ? filterPatterns : undefined,
      },
    ]
  })
}
