import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { expressionScope } from '../expressions/expression-scope.ts'
import type { Key } from '../items/key.ts'
import { sdkKey } from '../items/key.ts'
import { operations } from '../calls/operations.ts'
import type { DocumentPath } from '../expressions/path.ts'
import { projectionInput } from '../expressions/projection.ts'
import { send } from '../calls/send.ts'
import type { Table } from '../table.ts'
import { plainItem } from '../items/values.ts'

/** How items are read. */
export interface ReadOptions {
  /** True reads every write that was answered before; twice the price. @defaultValue false */
  readonly consistent?: boolean
  /** The attributes to return; all of the item is paid for. @defaultValue all */
  readonly projection?: readonly DocumentPath[]
  /** Gives up the call and the pauses before others. */
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
