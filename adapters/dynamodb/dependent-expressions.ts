import type { AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb'
import type { Located } from '../../core/diff/attribute-at.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { DependentQuery } from '../../processors/cleanup/dependent-store.ts'
import { sdkAttribute } from './sdk-image.ts'

/** A part of an expression, with the names and values it stands on. */
export interface ExpressionPart {
  readonly text: string
  readonly names: Record<string, string>
  readonly values: Record<string, SdkValue>
}

/** The items of a query, for a key condition. */
export const keyCondition = ({ partitionKey, sortKey }: DependentQuery): ExpressionPart => ({
  text: sortKey === undefined ? '#p = :p' : '#p = :p AND begins_with(#s, :s)',
  names: { '#p': partitionKey.name, ...(sortKey && { '#s': sortKey.name }) },
  values: { ':p': { S: partitionKey.value }, ...(sortKey && { ':s': { S: sortKey.prefix } }) },
})

const textOf = (item: Image, name: string): string | undefined => {
  const value = item[name]
  return value !== undefined && 'S' in value ? value.S : undefined
}

/** Whether a query finds an item. */
export const isFound = ({ partitionKey, sortKey }: DependentQuery, item: Image): boolean =>
  textOf(item, partitionKey.name) === partitionKey.value &&
  (sortKey === undefined || (textOf(item, sortKey.name)?.startsWith(sortKey.prefix) ?? false))

/** Only an index's keys can change: an item that was given to another parent is that one's. */
export const indexCondition = (query: DependentQuery): ExpressionPart | undefined =>
  query.indexName === undefined ? undefined : keyCondition(query)

/** The same for an item that may be gone meanwhile, which does no harm. */
export const stillFound = (
  query: DependentQuery,
  keyNames: readonly string[],
): ExpressionPart | undefined => {
  const found = indexCondition(query)
  const [key = ''] = keyNames
  return (
    found && {
      ...found,
      text: `attribute_not_exists(#key) OR (${found.text})`,
      names: { ...found.names, '#key': key },
    }
  )
}

/** What was seen at a place is still what is there. */
export const isSeen = ({ address, value }: Located): ExpressionPart => {
  const names: Record<string, string> = {}
  const text = address.reduce<string>((path, part, index) => {
    if (typeof part === 'number') return `${path}[${part}]`
    names[`#n${index}`] = part
    return path === '' ? `#n${index}` : `${path}.#n${index}`
  }, '')
  return { text: `${text} = :seen`, names, values: { ':seen': sdkAttribute(value) } }
}

/** Both at once. */
export const bothParts = (a: ExpressionPart, b: ExpressionPart | undefined): ExpressionPart =>
  b === undefined
    ? a
    : {
        text: `${a.text} AND ${b.text}`,
        names: { ...a.names, ...b.names },
        values: { ...a.values, ...b.values },
      }
