import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { inRounds } from './batch-rounds.ts'
import { expressionScope } from '../expressions/expression-scope.ts'
import { storeFaults } from '../faults.ts'
import type { ReadOptions } from './get.ts'
import type { Key } from '../items/key.ts'
import { keyPart, keyText, namesOf, sdkKey } from '../items/key.ts'
import { operations } from '../calls/operations.ts'
import type { DocumentPath } from '../expressions/path.ts'
import { pathText, segmentsOf } from '../expressions/path.ts'
import { projectionInput } from '../expressions/projection.ts'
import { send } from '../calls/send.ts'
import type { Table } from '../table.ts'
import type { SdkItem } from '../items/values.ts'
import { plainItem } from '../items/values.ts'

/** DynamoDB's limit for one BatchGetItem. */
const maxReads = 100

const withKeys = (names: readonly string[], projection: readonly DocumentPath[]): readonly DocumentPath[] => [
  ...names.map(name => [name]),
  ...projection.filter(path => !names.includes(pathText(segmentsOf(path)))),
]

/**
 * Reads many items by their keys, 100 in a call; a key that is given twice is read once. Keys that DynamoDB leaves
 * unprocessed are read again after a pause with jitter. A projection also returns the key attributes, by which items
 * are told apart.
 *
 * @returns one entry for each key, in the order of the keys; `undefined` where there is no item
 * @throws PipelineError `store.unread` when several calls in a row got nowhere; `store.key-invalid` before any call
 */
export const batchGet = async (
  table: Table,
  keys: readonly Key[],
  { consistent = false, projection, signal }: ReadOptions = {},
): Promise<readonly (PlainItem | undefined)[]> => {
  const { tableName } = table
  const wanted = keys.map(key => keyText(sdkKey(table, key)))
  const entries = [
    ...new Map(keys.map((key, index) => [wanted[index], sdkKey(table, key)] as const)).values(),
  ]
  const scope = expressionScope(table)
  const asked = {
    ConsistentRead: consistent,
    ...projectionInput(projection && withKeys(namesOf(table.keys), projection), scope),
    ...scope.attributes(),
  }
  const found = new Map<string, SdkItem>()
  const { left, reason } = await inRounds(
    table,
    { size: maxReads, signal },
    entries,
    async (chunk, attempt) => {
      const { Responses, UnprocessedKeys } = await send(
        table,
        operations.batchGetItem,
        { RequestItems: { [tableName]: { Keys: [...chunk], ...asked } } },
        { signal, attempt },
      )
      for (const item of Responses?.[tableName] ?? []) found.set(keyText(keyPart(table, item)), item)
      return UnprocessedKeys?.[tableName]?.Keys ?? []
    },
  )
  if (left.length > 0) {
    throw raise(storeFaults, 'store.unread', {
      read: entries.length - left.length,
      unread: left.map(plainItem),
      reason,
    })
  }
  return wanted.map(key => {
    const item = found.get(key)
    return item && plainItem(item)
  })
}
