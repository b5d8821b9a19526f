import type { TransactWriteItem } from '@aws-sdk/client-dynamodb'
import { conditionInput } from '../verbs/condition-failure.ts'
import { expressionScope } from '../expressions/expression-scope.ts'
import { itemBytes } from '../items/item-size.ts'
import { keyText, sdkKey } from '../items/key.ts'
import { itemToPut } from '../verbs/put.ts'
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
  readonly label: () => string
  readonly key: SdkItem
  readonly input: TransactWriteItem
  /** What the request says of it; an item that is there already counts too, but only DynamoDB knows its size. */
  readonly bytes: number
}

/** What is sent of an action, the key that it is about, and what its item or key takes. */
type Input = Omit<ReadyAction, 'label'>

const putInput = (table: Table, { item, condition }: Extract<Action, { readonly act: 'put' }>): Input => {
  const scope = expressionScope(table)
  const { Item, key, bytes } = itemToPut(table, item)
  const input = { TableName: table.tableName, Item, ...conditionInput(condition, scope) }
  return { key, bytes, input: { Put: { ...input, ...scope.attributes() } } }
}

const inputOf = (
  table: Table,
  action: Exclude<Action, { readonly act: 'put' }>,
  Key: SdkItem,
): TransactWriteItem => {
  const { tableName: TableName } = table
  const scope = expressionScope(table)
  switch (action.act) {
    case 'update': {
      const made = changesToMake(table, action.key, action.list)
      return { Update: { TableName, Key, ...updateInput(made, action.condition, scope) } }
    }
    case 'remove':
      return { Delete: { TableName, Key, ...conditionInput(action.condition, scope), ...scope.attributes() } }
    case 'check': {
      const { ConditionExpression = '', ...rest } = conditionInput(action.condition, scope)
      return { ConditionCheck: { TableName, Key, ConditionExpression, ...rest, ...scope.attributes() } }
    }
  }
}

const inputFor = (table: Table, action: Action): Input => {
  if (action.act === 'put') return putInput(table, action)
  const key = sdkKey(table, action.key)
  return { key, bytes: itemBytes(key), input: inputOf(table, action, key) }
}

const readyAction = (table: Table, action: Action): ReadyAction => {
  const { key, bytes, input } = inputFor(table, action)
  const { Put, Update, Delete, ConditionCheck } = input
  const values = (Put ?? Update ?? Delete ?? ConditionCheck)?.ExpressionAttributeValues
  // Only an error says it.
  const label = (): string =>
    action.label ?? `${action.act} of ${Object.values(plainItem(key)).map(String).join(' / ')}`
  return { label, key, input, bytes: bytes + (values === undefined ? 0 : itemBytes(values)) }
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
  const texts = ready.map(({ key }) => keyText(key))
  if (new Set(texts).size === ready.length) return ready
  const twice = [...Map.groupBy(ready, (_, at) => texts[at]).values()].find(({ length }) => length > 1) ?? []
  const labels = twice.map(({ label }) => label()).join(' and ')
  throw raise(storeFaults, 'store.transaction-too-large', { problem: `acts twice on one item, in ${labels}` })
}
