import { raise } from '../core/errors/pipeline-error.ts'
import { engineFaults } from './faults.ts'

/** Whether a variable was left in a text, which nothing is deployed as. */
export const isReference = (value: unknown): value is string =>
  typeof value === 'string' && value.includes('${')

/** Refuses a setting for its value. */
export const refused = (functionName: string, setting: string, value: unknown, allowed: string): Error =>
  raise(engineFaults, 'engine.setting-invalid', { functionName, setting, value, allowed })

/** Refuses a setting that still holds a variable. */
export const literal = (functionName: string, setting: string, value: unknown): unknown => {
  if (isReference(value))
    throw raise(engineFaults, 'engine.setting-not-literal', { functionName, setting, value })
  return value
}

/** A list of one stands for its value where a single value is wanted, as for the framework. */
export const singleValue = (value: unknown): unknown =>
  Array.isArray(value) && value.length === 1 ? value[0] : value

/** A number where the framework would make one of it, otherwise what was given. */
export const castNumber = (given: unknown): unknown => {
  const value = singleValue(given)
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))
    ? Number(value)
    : value
}

/** A boolean where the framework would make one of it, otherwise what was given. */
export const castBoolean = (given: unknown): unknown => {
  const value = singleValue(given)
  if (value === 'true' || value === 1) return true
  return value === 'false' || value === 0 ? false : value
}
