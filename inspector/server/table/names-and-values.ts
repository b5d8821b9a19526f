import type { AttributeValue as SdkValue } from '@aws-sdk/client-dynamodb'
import type { AttributeValue } from '../../../core/attributes/attribute-value.ts'
import { sdkAttribute } from '../../../adapters/dynamodb/sdk-image.ts'

/** Collects the names and values of one expression, so that no text of a user is part of it. */
export interface NamesAndValues {
  readonly name: (name: string) => string
  readonly value: (value: AttributeValue) => string
  /** Of the request; nothing where none were used, which DynamoDB insists on. */
  readonly fields: () => {
    readonly ExpressionAttributeNames?: Record<string, string>
    readonly ExpressionAttributeValues?: Record<string, SdkValue>
  }
}

export const newNamesAndValues = (): NamesAndValues => {
  const names = new Map<string, string>()
  const values: Record<string, SdkValue> = {}
  return {
    name: name => {
      const known = names.get(name) ?? `#n${names.size}`
      names.set(name, known)
      return known
    },
    value: value => {
      const placeholder = `:v${Object.keys(values).length}`
      values[placeholder] = sdkAttribute(value)
      return placeholder
    },
    fields: () => ({
      ...(names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...names].map(([name, short]) => [short, name])),
      }),
      ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    }),
  }
}
