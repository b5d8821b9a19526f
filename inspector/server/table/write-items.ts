import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Image } from '../../../core/attributes/attribute-value.ts'
import { sameAttribute } from '../../../core/diff/same-attribute.ts'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { imageOfItem, sdkImage } from '../../../adapters/dynamodb/sdk-image.ts'
import { inspectorFaults } from '../faults.ts'
import type { NamesAndValues } from './names-and-values.ts'
import { newNamesAndValues } from './names-and-values.ts'

/** A table that items are written to. */
export interface WritableTable {
  readonly client: DynamoDBClient
  readonly tableName: string
  readonly keyNames: readonly string[]
}

const keyOf = ({ keyNames }: WritableTable, item: Image): Image =>
  Object.fromEntries(
    keyNames.map(name => {
      const value = item[name]
      if (value === undefined)
        throw raise(inspectorFaults, 'inspector.request-invalid', {
          ...{ what: 'The item', problem: `it has no ${name}, which is part of the key` },
        })
      return [name, value]
    }),
  )

const guarded = async (write: () => Promise<unknown>): Promise<void> => {
  try {
    await write()
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error
    throw raise(inspectorFaults, 'inspector.item-changed', {}, { cause: error })
  }
}

/** An expression cannot name what it does not know, so an attribute that was added meanwhile shows in a read only. */
const checkShown = async (table: WritableTable, shown: Image): Promise<void> => {
  const { Item } = await table.client.send(
    new GetItemCommand({
      ...{ TableName: table.tableName, Key: sdkImage(keyOf(table, shown)), ConsistentRead: true },
    }),
  )
  if (Item === undefined || !sameAttribute({ M: imageOfItem(Item) }, { M: shown }))
    throw raise(inspectorFaults, 'inspector.item-changed', {})
}

const isAsShown = (shown: Image, used: NamesAndValues): readonly string[] =>
  Object.entries(shown).map(([name, value]) => `${used.name(name)} = ${used.value(value)}`)

const update = (shown: Image, wanted: Image, used: NamesAndValues): string => {
  const set = Object.entries(wanted).flatMap(([name, value]) => {
    const before = shown[name]
    if (before !== undefined && sameAttribute(before, value)) return []
    return [`${used.name(name)} = ${used.value(value)}`]
  })
  const removed = Object.keys(shown).flatMap(name => (name in wanted ? [] : [used.name(name)]))
  const clauses = [
    set.length > 0 ? `SET ${set.join(', ')}` : '',
    removed.length > 0 ? `REMOVE ${removed.join(', ')}` : '',
  ]
  return clauses.filter(clause => clause !== '').join(' ')
}

/** Puts an item that is not there yet; one that is there stays as it is. */
export const putNew = async (table: WritableTable, item: Image): Promise<void> => {
  const used = newNamesAndValues()
  keyOf(table, item)
  const condition = `attribute_not_exists(${used.name(table.keyNames[0] ?? '')})`
  await guarded(async () =>
    table.client.send(
      new PutItemCommand({
        ...{ TableName: table.tableName, Item: sdkImage(item), ConditionExpression: condition },
        ...used.fields(),
      }),
    ),
  )
}

/** Puts an item, whatever is there. */
export const putAnyway = async (table: WritableTable, item: Image): Promise<void> => {
  keyOf(table, item)
  await table.client.send(new PutItemCommand({ TableName: table.tableName, Item: sdkImage(item) }))
}

/**
 * Makes what is shown of an item what is wanted of it, if it is still what is shown. An attribute that somebody adds
 * between the read and the write is neither seen nor lost: only what differs is written.
 *
 * @throws PipelineError `inspector.item-changed`
 */
export const edit = async (table: WritableTable, shown: Image, wanted: Image): Promise<void> => {
  const [before, after] = [keyOf(table, shown), keyOf(table, wanted)]
  if (!sameAttribute({ M: before }, { M: after }))
    throw raise(inspectorFaults, 'inspector.request-invalid', {
      ...{
        what: 'The item',
        problem: 'its key is another one, which makes it another item: put that as a new one',
      },
    })
  await checkShown(table, shown)
  const used = newNamesAndValues()
  const UpdateExpression = update(shown, wanted, used)
  if (UpdateExpression === '') return
  const added = Object.keys(wanted).flatMap(name =>
    name in shown ? [] : [`attribute_not_exists(${used.name(name)})`],
  )
  const ConditionExpression = [...isAsShown(shown, used), ...added].join(' AND ')
  await guarded(async () =>
    table.client.send(
      new UpdateItemCommand({
        ...{ TableName: table.tableName, Key: sdkImage(before), UpdateExpression, ConditionExpression },
        ...used.fields(),
      }),
    ),
  )
}

/**
 * Deletes an item, if it is still what is shown.
 *
 * @throws PipelineError `inspector.item-changed`
 */
export const deleteShown = async (table: WritableTable, shown: Image): Promise<void> => {
  await checkShown(table, shown)
  const used = newNamesAndValues()
  const ConditionExpression = isAsShown(shown, used).join(' AND ')
  await guarded(async () =>
    table.client.send(
      new DeleteItemCommand({
        ...{ TableName: table.tableName, Key: sdkImage(keyOf(table, shown)), ConditionExpression },
        ...used.fields(),
      }),
    ),
  )
}
