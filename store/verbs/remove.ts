import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { conditionInput, orConditionFailed } from './condition-failure.ts'
import { expressionScope } from '../expressions/expression-scope.ts'
import type { Key } from '../items/key.ts'
import { sdkKey } from '../items/key.ts'
import { operations } from '../calls/operations.ts'
import type { WriteOptions } from './put.ts'
import { send } from '../calls/send.ts'
import type { Table } from '../table.ts'
import { plainItem } from '../items/values.ts'

/**
 * Removes an item; one that is not there is no error.
 *
 * @returns the item as it was; `undefined` when there was none, and in the rare case that an answer was lost and a
 * repetition found the item gone
 * @throws PipelineError `store.condition-failed` with the item that is there; `store.key-invalid`; those of {@link send}
 */
export const remove = async (
  table: Table,
  key: Key,
  { condition, signal }: WriteOptions = {},
): Promise<PlainItem | undefined> => {
  const scope = expressionScope(table)
  const { Attributes } = await orConditionFailed('removal', key, async () =>
    send(
      table,
      operations.deleteItem,
      {
        TableName: table.tableName,
        Key: sdkKey(table, key),
        ReturnValues: 'ALL_OLD',
        ...conditionInput(condition, scope),
        ...scope.attributes(),
      },
      { repeatable: condition === undefined, signal },
    ),
  )
  return Attributes && plainItem(Attributes)
}
