import type { PlainItem } from '../core/attributes/unmarshal.ts'
import { expressionScope } from './expression-scope.ts'
import type { Key } from './key.ts'
import { sdkKey } from './key.ts'
import { operations } from './operations.ts'
import type { DocumentPath } from './path.ts'
import { projectionInput } from './projection.ts'
import { send } from './send.ts'
import type { Table } from './table.ts'
import { plainItem } from './values.ts'

/** How items are read. */
export interface ReadOptions {
  /** True reads every write that was answered before; twice the price. @defaultValue false */
  readonly consistent?: boolean
  /** The attributes to return; all of the item is paid for. @defaultValue all */
  readonly projection?: readonly DocumentPath[]
  readonly signal?: AbortSignal
}

/**
 * Reads one item by its key.
 *
 * @returns the item, numbers with all their digits; `undefined` when there is none
 * @throws PipelineError `store.key-invalid`, and those of {@link send}
 */
export const get = async (
  table: Table,
  key: Key,
  { consistent = false, projection, signal }: ReadOptions = {},
): Promise<PlainItem | undefined> => {
  const scope = expressionScope(table)
  const { Item } = await send(
    table,
    operations.getItem,
    {
      TableName: table.tableName,
      Key: sdkKey(table, key),
      ConsistentRead: consistent,
      ...projectionInput(projection, scope),
      ...scope.attributes(),
    },
    { signal },
  )
  return Item && plainItem(Item)
}
