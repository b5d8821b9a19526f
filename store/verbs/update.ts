import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { UpdateAction, Changes } from '../expressions/changes.ts'
import { changesText, isRepeatable } from '../expressions/changes-text.ts'
import type { Condition } from '../expressions/condition.ts'
import { and, attribute } from '../expressions/condition.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { ConditionInput } from './condition-failure.ts'
import { conditionInput, orConditionFailed } from './condition-failure.ts'
import type { ExpressionAttributes, ExpressionScope } from '../expressions/expression-scope.ts'
import { expressionScope } from '../expressions/expression-scope.ts'
import type { Key } from '../items/key.ts'
import { namesOf, sdkKey } from '../items/key.ts'
import { operations } from '../calls/operations.ts'
import { storeFaults } from '../faults.ts'
import type { WriteOptions } from './put.ts'
import { send } from '../calls/send.ts'
import type { Table } from '../table.ts'
import { plainItem } from '../items/values.ts'

/** How an item is updated. */
export interface UpdateOptions extends WriteOptions {
  /** Which image to return. @defaultValue 'new' */
  readonly returns?: 'old' | 'new'
  /** Lets the update through only at this `version`, and raises it by one: optimistic locking. */
  readonly expectedVersion?: number
}

const isDropped = (change: UpdateAction, { removeUndefined }: Table): boolean =>
  removeUndefined &&
  (change.do === 'set' || change.do === 'setIfAbsent') &&
  change.to.operand === 'value' &&
  change.to.value === undefined

/**
 * The changes that an update makes, after every check that needs no call.
 * @throws PipelineError `store.update-empty`, `store.key-in-update`
 */
export const changesToMake = (
  table: Table,
  key: Key,
  list: readonly UpdateAction[],
): readonly UpdateAction[] => {
  const made = list.filter(change => !isDropped(change, table))
  if (made.length === 0) throw raise(storeFaults, 'store.update-empty', { key })
  const names = namesOf(table.keys)
  const inKey = made.find(({ path: [first] }) => names.includes(first))
  if (inKey !== undefined) throw raise(storeFaults, 'store.key-in-update', { attribute: inKey.path[0] })
  return made
}

/** The expressions of an update as the SDK takes them; shared with transactions. */
export const updateInput = (
  made: readonly UpdateAction[],
  condition: Condition | undefined,
  scope: ExpressionScope,
): { readonly UpdateExpression: string } & ConditionInput & ExpressionAttributes => ({
  UpdateExpression: changesText(made, scope),
  ...conditionInput(condition, scope),
  ...scope.attributes(),
})

/**
 * Updates an item in place; one that is not there is created, unless the condition forbids it.
 *
 * @returns the item as it is now, or as it was with `returns: 'old'`, which is `undefined` when there was none
 * @throws PipelineError `store.condition-failed` with the item that is there; `store.update-empty`,
 * `store.key-in-update`, `store.expression-invalid` and those of `sdkValue` before any call; those of {@link send}
 */
export const update = async <T>(
  table: Table,
  key: Key,
  changes: Changes<T>,
  { condition, returns = 'new', signal, expectedVersion }: UpdateOptions = {},
): Promise<PlainItem | undefined> => {
  if (expectedVersion !== undefined) {
    const next = changes.increment(['version'], 1)
    const isExpected = attribute('version').is(expectedVersion)
    const all = condition === undefined ? isExpected : and(isExpected, condition)
    return update(table, key, next, { condition: all, returns, ...(signal && { signal }) })
  }
  const made = changesToMake(table, key, changes.list)
  const { Attributes } = await orConditionFailed('update', key, async () =>
    send(
      table,
      operations.updateItem,
      {
        TableName: table.tableName,
        Key: sdkKey(table, key),
        ReturnValues: returns === 'old' ? 'ALL_OLD' : 'ALL_NEW',
        ...updateInput(made, condition, expressionScope(table)),
      },
      { repeatable: condition === undefined && made.every(isRepeatable), signal },
    ),
  )
  return Attributes && plainItem(Attributes)
}
