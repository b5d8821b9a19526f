import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { Condition } from '../expressions/condition.ts'
import { conditionInput, orConditionFailed } from './condition-failure.ts'
import { expressionScope } from '../expressions/expression-scope.ts'
import { checkItemSize } from '../items/item-size.ts'
import { keyPart } from '../items/key.ts'
import { operations } from '../calls/operations.ts'
import { send } from '../calls/send.ts'
import type { Table } from '../table.ts'
import type { SdkItem } from '../items/values.ts'
import { plainItem, sdkItem } from '../items/values.ts'

/** How an item is written or removed. */
export interface WriteOptions {
  /** Must hold for the item that is there, or the write fails and says which item that is. */
  readonly condition?: Condition | undefined
  /** Gives up the call and the pauses before others. */
  readonly signal?: AbortSignal
}

/** An item as the SDK takes it, and what its checks found. */
export interface ItemToPut {
  readonly Item: SdkItem
  readonly key: SdkItem
  readonly bytes: number
}

/**
 * An item to write, after every check that needs no call.
 * @throws PipelineError `store.key-invalid`, `store.item-too-large`, and those of `sdkValue`
 */
export const itemToPut = (table: Table, item: object): ItemToPut => {
  const Item = sdkItem(item, table)
  const key = keyPart(table, Item)
  return { Item, key, bytes: checkItemSize(table, Item) }
}

/**
 * Writes an item whole, in place of the one under its key.
 *
 * @throws PipelineError `store.condition-failed` with the item that is there; `store.key-invalid`,
 * `store.item-too-large` and those of `sdkValue` before any call; those of {@link send}
 */
export const put = async (
  table: Table,
  item: object,
  { condition, signal }: WriteOptions = {},
): Promise<void> => {
  const scope = expressionScope(table)
  const { Item, key } = itemToPut(table, item)
  const plainKey: PlainItem = plainItem(key)
  await orConditionFailed('put', plainKey, async () =>
    send(
      table,
      operations.putItem,
      { TableName: table.tableName, Item, ...conditionInput(condition, scope), ...scope.attributes() },
      // After a lost answer the item may be there already, and the condition would fail on our own write.
      { repeatable: condition === undefined, signal },
    ),
  )
}
