import { isFields, kindOfValue } from './kind-of-value.ts'
import { areTexts, maxLevels, mayBeType } from './sound-image.ts'

type Check = (content: unknown) => boolean

const isText: Check = content => typeof content === 'string'

const contents: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['S', isText],
  ['N', isText],
  ['B', isText],
  ['BOOL', content => typeof content === 'boolean'],
  ['NULL', content => content === true],
  ['SS', areTexts],
  ['NS', areTexts],
  ['BS', areTexts],
  ['M', isFields],
  ['L', Array.isArray],
])

const problemInside = (type: string, content: unknown, path: string, level: number): string | undefined => {
  if (type !== 'L' && type !== 'M') return undefined
  if (level >= maxLevels) return `${path} goes deeper than ${maxLevels} levels`
  if (type === 'M') return problemInFields(content as object, path, level + 1)
  for (const [index, entry] of (content as readonly unknown[]).entries()) {
    const problem = problemInValue(entry, `${path}.${index}`, level + 1)
    if (problem !== undefined) return problem
  }
  return undefined
}

const problemInFields = (image: object, path: string, level: number): string | undefined => {
  for (const [name, value] of Object.entries(image) as [string, unknown][]) {
    const problem = value === undefined ? undefined : problemInValue(value, `${path}.${name}`, level)
    if (problem !== undefined) return problem
  }
  return undefined
}

const problemInValue = (value: unknown, path: string, level: number): string | undefined => {
  if (!isFields(value)) return `${path} is ${kindOfValue(value)} without a type`
  const types = Object.keys(value)
  const [type] = types
  if (type === undefined) return `${path} has no type`
  if (types.length > 1) return `${path} has ${types.length} types`
  const check = contents.get(type)
  if (check === undefined) return mayBeType(type) ? undefined : `${path} has no type of DynamoDB`
  if (!check(value[type])) return `${path} is of type ${type} but holds ${kindOfValue(value[type])}`
  return problemInside(type, value[type], path, level)
}

/**
 * What an image holds that DynamoDB never writes: a value without a type or with two, or one that is not of its type.
 * Says in words what `isSoundImage` found. Values are never told, paths are.
 */
export const problemInImage = (image: unknown, name: string): string | undefined => {
  if (image === undefined || image === null) return undefined
  return isFields(image) ? problemInFields(image, name, 0) : `${name} is ${kindOfValue(image)}`
}
