import { raise } from '../errors/pipeline-error.ts'
import { parseTest, PatternProblem } from './parse-test.ts'
import type { Pattern, PatternTest } from './pattern.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const alternatives = (value: unknown): readonly Pattern[] => {
  if (!Array.isArray(value) || value.length < 2) throw new PatternProblem('$or takes two or more patterns')
  return value.map(parseObject)
}

const field = (name: string, value: unknown): Pattern | readonly PatternTest[] => {
  if (isObject(value)) return parseObject(value)
  if (!Array.isArray(value)) throw new PatternProblem(`"${name}" must be an object or an array`)
  if (value.length === 0) throw new PatternProblem('Empty arrays are not allowed')
  return value.map(parseTest)
}

const parseObject = (value: unknown): Pattern => {
  if (!isObject(value)) throw new PatternProblem('Filter is not an object')
  const names = Object.keys(value)
  if (names.length === 0) throw new PatternProblem('Empty objects are not allowed')
  const fields = new Map<string, Pattern | readonly PatternTest[]>()
  const anyOf: (readonly Pattern[])[] = []
  for (const name of names) {
    if (name === '$or') anyOf.push(alternatives(value[name]))
    else fields.set(name, field(name, value[name]))
  }
  return { fields, anyOf }
}

const jsonOf = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new PatternProblem(error instanceof Error ? error.message : String(error))
  }
}

/**
 * Reads an event pattern in EventBridge's language, of which Lambda's filter patterns are a part.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws PipelineError `filter.pattern-invalid`, in AWS's words followed by the reason
 */
export const parsePattern = (text: string): Pattern => {
  try {
    return parseObject(jsonOf(text))
  } catch (error) {
    if (error instanceof PatternProblem) throw raise('filter.pattern-invalid', { problem: error.message })
    throw error
  }
}
