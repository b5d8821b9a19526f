import type { Plain } from './plain.ts'
import { isPlain } from './plain.ts'
import { refused } from './serverless-values.ts'

/**
 * Merges mappings as the framework merges those of a list of `resources` or `functions`: branches are merged, lists
 * element by element, and of two values the later one stands.
 */
const merged = (target: unknown, source: unknown): unknown => {
  if (isPlain(target) && isPlain(source)) {
    const keys = new Set([...Object.keys(target), ...Object.keys(source)])
    return Object.fromEntries([...keys].map(key => [key, merged(target[key], source[key])]))
  }
  if (Array.isArray(target) && Array.isArray(source)) {
    return Array.from({ length: Math.max(target.length, source.length) }, (_, index) =>
      merged(target[index], source[index]),
    )
  }
  return source === undefined ? target : source
}

/** A mapping, or a list of mappings that are merged; what is empty in the list is nothing. */
export const mergedList = (value: unknown): Plain => {
  const all = Array.isArray(value) ? value.filter(isPlain).reduce<unknown>(merged, {}) : value
  return isPlain(all) ? all : {}
}

/**
 * Functions by their names, out of a mapping or a list of mappings.
 *
 * @throws PipelineError `engine.setting-invalid` for what is neither
 */
export const listedFunctions = (functions: unknown): Plain => {
  const parts: readonly unknown[] = Array.isArray(functions) ? functions : [functions]
  const wrong = parts.find(part => part !== undefined && part !== null && !isPlain(part))
  if (wrong !== undefined) throw refused('functions', 'a part of it', wrong, 'a mapping of functions')
  return mergedList(functions)
}

const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const streamNameOf = (arn: unknown): string => {
  if (!isPlain(arn)) return String(arn).split('/')[1] ?? ''
  const [value] = Object.values(arn)
  if (typeof value === 'string') return value
  const parts: unknown = Array.isArray(value) ? value : []
  const [first, second] = parts as readonly unknown[]
  // Of GetAtt the resource; of Join the end of what is joined.
  return Array.isArray(second) ? (String(second.at(-1)).split('/').at(-1) ?? '') : String(first)
}

const normalized = (functionName: string): string =>
  upperFirst(functionName.replaceAll('-', 'Dash').replaceAll('_', 'Underscore'))

/** The name that the framework gives a function in the template. */
export const functionId = (functionName: string): string => `${normalized(functionName)}LambdaFunction`

/** The name that the framework gives a mapping in the template. */
export const mappingId = (
  functionName: string,
  { arn, isByKinesis }: { readonly arn: unknown; readonly isByKinesis: boolean },
): string => {
  const name = normalized(functionName)
  return `${name}EventSourceMapping${isByKinesis ? 'Kinesis' : 'Dynamodb'}${upperFirst(streamNameOf(arn).replaceAll(/[^0-9A-Za-z]/g, ''))}`
}

const propertiesIn = (resources: unknown, id: string): Plain => {
  const resource = isPlain(resources) ? resources[id] : undefined
  const properties = isPlain(resource) ? resource['Properties'] : undefined
  return isPlain(properties) ? properties : {}
}

/** What is deployed for a mapping or a function, after `resources` was merged over it and its `extensions` have replaced settings. */
export const deployedProperties = (id: string, properties: Plain, resources: unknown): Plain => {
  const { Resources, extensions } = mergedList(resources)
  return { ...(merged(properties, propertiesIn(Resources, id)) as Plain), ...propertiesIn(extensions, id) }
}
