import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { canonicalNumber } from '../../core/attributes/decimal.ts'
import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { KeyNames, Table } from '../table.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'
import type { SdkItem } from './values.ts'
import { sdkItem, setOwn } from './values.ts'

/** The key attributes of an item, plain: text, number or bytes. */
export type Key = PlainItem

/** Attribute names of a key, in order. */
export const namesOf = ({ partitionKey, sortKey }: KeyNames): readonly string[] =>
  sortKey === undefined ? [partitionKey] : [partitionKey, sortKey]

const isKeyValue = ({ S, N, B }: AttributeValue): boolean =>
  N !== undefined || (S !== undefined && S !== '') || (B !== undefined && B.byteLength > 0)

/**
 * The key attributes of an item.
 * @throws PipelineError `store.key-invalid` when one is missing, empty, or of a type that no key has
 */
export const keyPart = ({ keys, tableName }: Table, item: Readonly<SdkItem>): SdkItem => {
  const part: SdkItem = {}
  for (const name of namesOf(keys)) {
    const value = item[name]
    if (value === undefined)
      throw raise(storeFaults, 'store.key-invalid', { tableName, problem: `lacks ${name}` })
    if (!isKeyValue(value)) {
      const problem = `has a ${name} that is empty or of a wrong type`
      throw raise(storeFaults, 'store.key-invalid', { tableName, problem })
    }
    setOwn(part, name, value)
  }
  return part
}

/**
 * A key as the SDK takes it.
 * @throws PipelineError `store.key-invalid`
 */
export const sdkKey = (table: Table, key: Key): SdkItem => {
  const item = sdkItem(key, table)
  const names = namesOf(table.keys)
  const extra = Object.keys(item).find(name => !names.includes(name))
  if (extra === undefined) return keyPart(table, item)
  throw raise(storeFaults, 'store.key-invalid', {
    tableName: table.tableName,
    problem: `has ${extra}, which is no part of it`,
  })
}

const textOf = ({ S, N, B }: AttributeValue): string =>
  S ?? (N === undefined ? undefined : canonicalNumber(N)) ?? Buffer.from(B ?? []).toString('base64')

/** A text that is the same for the same key. */
export const keyText = (key: Readonly<SdkItem>): string =>
  JSON.stringify(
    Object.keys(key)
      .sort()
      .flatMap(name => [name, textOf(key[name] as AttributeValue)]),
  )
