import { raise } from '../../../core/errors/pipeline-error.ts'
import { isPlain } from '../../../engine/plain.ts'
import { castBoolean, castNumber, refused } from '../../../engine/serverless-values.ts'
import type { MappingSettings } from '../../../engine/settings.ts'
import { mappingSettings } from '../../../engine/settings.ts'
import { projectFaults } from '../faults.ts'
import { standInsIn, withKnownTexts } from './stand-in.ts'

type Read = (functionName: string, setting: string, value: unknown) => unknown

const number: Read = (_, __, value) => castNumber(value)

const boolean: Read = (functionName, setting, value) => {
  const found = castBoolean(value)
  if (typeof found === 'boolean') return found
  throw refused(functionName, setting, value, 'true or false')
}

const oneOf =
  (allowed: string): Read =>
  (functionName, setting, value) => {
    const all: readonly unknown[] = Array.isArray(value) ? value : [value]
    if (all.every(each => each === allowed)) return all
    throw refused(functionName, setting, value, allowed)
  }

const filters: Read = (functionName, setting, value) => {
  const given: unknown = isPlain(value) ? (value['Filters'] ?? []) : value
  if (!Array.isArray(given)) throw refused(functionName, setting, value, '{ Filters: [{ Pattern }] }')
  return {
    Filters: (given as readonly unknown[]).map(filter => {
      const pattern = isPlain(filter) ? filter['Pattern'] : filter
      if (typeof pattern === 'string') return { Pattern: pattern }
      throw refused(functionName, setting, pattern, 'a Pattern that is text: JSON between quotes')
    }),
  }
}

const metrics: Read = (functionName, setting, value) => ({
  Metrics: oneOf('EventCount')(functionName, setting, isPlain(value) ? (value['Metrics'] ?? []) : value),
})

/** What of a mapping decides which records arrive, and how. */
const readers: Readonly<Record<keyof MappingSettings, Read>> = {
  BatchSize: number,
  MaximumBatchingWindowInSeconds: number,
  StartingPosition: (_, __, value) => value,
  ParallelizationFactor: number,
  MaximumRetryAttempts: number,
  MaximumRecordAgeInSeconds: number,
  BisectBatchOnFunctionError: boolean,
  FunctionResponseTypes: oneOf('ReportBatchItemFailures'),
  TumblingWindowInSeconds: number,
  FilterCriteria: filters,
  MetricsConfig: metrics,
  Enabled: boolean,
}

/**
 * The settings of a mapping out of its resolved properties, completed with Lambda's own defaults.
 *
 * @throws PipelineError `project.setting-unknown` for what only the cloud would say, `engine.setting-invalid`
 */
export const mappingSettingsOf = (
  functionName: string,
  properties: Readonly<Record<string, unknown>>,
): MappingSettings => {
  const given = Object.entries(readers).flatMap(([setting, read]) => {
    if (!Object.hasOwn(properties, setting)) return []
    const value = withKnownTexts(properties[setting])
    const [unknown] = standInsIn(value)
    if (unknown !== undefined)
      throw raise(projectFaults, 'project.setting-unknown', {
        functionName,
        setting: [setting, ...unknown.path].join('.'),
        reference: unknown.found.unknown[0]?.reference ?? setting,
      })
    return [[setting, read(functionName, setting, value)] as const]
  })
  // What is not of the right type is refused by mappingSettings, which trusts no type.
  return mappingSettings(functionName, Object.fromEntries(given) as unknown as MappingSettings)
}
