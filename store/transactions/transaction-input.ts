import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { conditionInput } from '../verbs/condition-failure.ts'
import { expressionScope } from '../expressions/expression-scope.ts'
import { itemBytes } from '../items/item-size.ts'
import { keyPart, keyText, sdkKey } from '../items/key.ts'
import { sdkItemToPut } from '../verbs/put.ts'
import type { Table } from '../table.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'
import type { Action, Transaction } from './transaction.ts'
import { changesToMake, updateInput } from '../verbs/update.ts'
import type { SdkItem } from '../items/values.ts'
import { plainItem } from '../items/values.ts'

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const maxActions = 100
const maxBytes = 4 * 1024 * 1024

/** An action ready to be sent. */
export interface ReadyAction {
  readonly label: string
  readonly key: SdkItem
  readonly input: TransactWriteItem
  /** What the request says of it; an item that is there already counts too, but only DynamoDB knows its size. */
  readonly bytes: number
}

const inputOf = (table: Table, action: Action): TransactWriteItem => {
  const { tableName: TableName } = table
  const scope = expressionScope(table)
  switch (action.act) {
    case 'put': {
      const Item = sdkItemToPut(table, action.item)
      return { Put: { TableName, Item, ...conditionInput(action.condition, scope), ...scope.attributes() } }
    }
    case 'update': {
      const Key = sdkKey(table, action.key)
      const made = changesToMake(table, action.key, action.list)
      return { Update: { TableName, Key, ...updateInput(made, action.condition, scope) } }
    }
    case 'remove': {
      const Key = sdkKey(table, action.key)
      return { Delete: { TableName, Key, ...conditionInput(action.condition, scope), ...scope.attributes() } }
    }
    case 'check': {
      const { ConditionExpression = '', ...rest } = conditionInput(action.condition, scope)
      const Key = sdkKey(table, action.key)
      return { ConditionCheck: { TableName, Key, ConditionExpression, ...rest, ...scope.attributes() } }
    }
  }
}

const readyAction = (table: Table, action: Action): ReadyAction => {
  const input = inputOf(table, action)
  const { Put, Update, Delete, ConditionCheck } = input
  const key = keyPart(table, Put?.Item ?? Update?.Key ?? Delete?.Key ?? ConditionCheck?.Key ?? {})
  const values = (Put ?? Update ?? Delete ?? ConditionCheck)?.ExpressionAttributeValues ?? {}
  const label = action.label ?? `${action.act} of ${Object.values(plainItem(key)).map(String).join(' / ')}`
  return { label, key, input, bytes: itemBytes(Put?.Item ?? key) + itemBytes(values) }
}

/**
 * The actions of a transaction, after every check that needs no call.
 * @throws PipelineError `store.transaction-too-large`, and those of `put` and `update`
 */
export const readyActions = (table: Table, { actions }: Transaction): readonly ReadyAction[] => {
  if (actions.length === 0 || actions.length > maxActions) {
    throw raise(storeFaults, 'store.transaction-too-large', { problem: `has ${actions.length} actions` })
  }
  const ready = actions.map(action => readyAction(table, action))
  const bytes = ready.reduce((sum, each) => sum + each.bytes, 0)
  if (bytes > maxBytes)
    throw raise(storeFaults, 'store.transaction-too-large', { problem: `has ${bytes} bytes` })
  const twice = [...Map.groupBy(ready, ({ key }) => keyText(key)).values()].find(({ length }) => length > 1)
  if (twice === undefined) return ready
  const labels = twice.map(({ label }) => label).join(' and ')
  throw raise(storeFaults, 'store.transaction-too-large', { problem: `acts twice on one item, in ${labels}` })
}
