import type { AttributeValue, Image } from '../../../core/attributes/attribute-value.ts'
import { numberProblem } from '../../../core/attributes/decimal.ts'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { problemInImage } from '../../../core/record/check-image.ts'
import { inspectorFaults } from '../faults.ts'

const isBase64 = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text

const known = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS'])

const problemOf = (value: AttributeValue, path: string): string | undefined => {
  const [type = ''] = Object.keys(value)
  if (!known.has(type)) return `${path} has no type of DynamoDB`
  if ('N' in value && numberProblem(value.N) !== undefined) return `${path} is no number that DynamoDB takes`
  if ('NS' in value && value.NS.some(each => numberProblem(each) !== undefined))
    return `${path} holds what is no number that DynamoDB takes`
  if ('B' in value && !isBase64(value.B)) return `${path} is no base64`
  if ('BS' in value && !value.BS.every(isBase64)) return `${path} holds what is no base64`
  if ('L' in value)
    return firstProblem(
      value.L.map((each, index) => [String(index), each]),
      path,
    )
  return 'M' in value ? firstProblem(Object.entries(value.M), path) : undefined
}

const firstProblem = (
  entries: readonly (readonly [string, AttributeValue])[],
  path: string,
): string | undefined => {
  for (const [name, value] of entries) {
    // An SDK loses it without a word.
    if (name === '__proto__') return `${path} has an attribute __proto__`
    const problem = problemOf(value, `${path}.${name}`)
    if (problem !== undefined) return problem
  }
  return undefined
}

/** Why a value is no item that can be written as it is, or nothing. */
export const itemProblem = (value: unknown): string | undefined => {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  if (!isObject) return 'it is no object'
  return problemInImage(value, 'item') ?? firstProblem(Object.entries(value as Image), 'item')
}

/**
 * An item that came as DynamoDB's JSON, as exact as it was written: what an SDK would change on its way without a word,
 * such as base64 that is none, is refused.
 *
 * @param what - for the message
 * @throws PipelineError `inspector.request-invalid`
 */
export const checkedItem = (value: unknown, what: string): Image => {
  const problem = itemProblem(value)
  if (problem !== undefined) throw raise(inspectorFaults, 'inspector.request-invalid', { what, problem })
  return value as Image
}
