import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Segments } from './path.ts'
import type { WriteRules } from '../items/values.ts'
import { sdkValue } from '../items/values.ts'

/** What goes beside an expression in a request. */
export interface ExpressionAttributes {
  readonly ExpressionAttributeNames?: Record<string, string>
  readonly ExpressionAttributeValues?: Record<string, AttributeValue>
}

/** Hands out the placeholders of one request, whose expressions share them. */
export interface ExpressionScope {
  /** Every name gets a placeholder, so that no reserved word and no odd character can stand in the way. */
  readonly path: (segments: Segments) => string
  /** @param path - what the value is compared with or becomes, for the error */
  readonly value: (value: unknown, path: string) => string
  readonly attributes: () => ExpressionAttributes
}

/** @param rules - how values are written: the table, as a rule */
export const expressionScope = (rules: WriteRules): ExpressionScope => {
  const names = new Map<string, string>()
  const values: [string, AttributeValue][] = []

  const nameOf = (name: string): string => {
    const placeholder = names.get(name) ?? `#n${names.size}`
    names.set(name, placeholder)
    return placeholder
  }

  return {
    path: segments =>
      segments.reduce<string>((text, segment) => {
        if (typeof segment === 'number') return `${text}[${segment}]`
        return text === '' ? nameOf(segment) : `${text}.${nameOf(segment)}`
      }, ''),
    value: (value, path) => {
      const placeholder = `:v${values.length}`
      values.push([placeholder, sdkValue(value, rules, path)])
      return placeholder
    },
    attributes: () => ({
      ...(names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...names].map(([name, holder]) => [holder, name])),
      }),
      ...(values.length > 0 && { ExpressionAttributeValues: Object.fromEntries(values) }),
    }),
  }
}
