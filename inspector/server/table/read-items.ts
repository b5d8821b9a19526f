import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { ExecuteStatementCommand, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { AttributeValue, Image } from '../../../core/attributes/attribute-value.ts'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { imageOfItem, sdkImage } from '../../../adapters/dynamodb/sdk-image.ts'
import type { ItemPage } from '../../wire/wire-state.ts'
import { inspectorFaults } from '../faults.ts'
import { checkedItem } from './checked-item.ts'
import type { NamesAndValues } from './names-and-values.ts'
import { newNamesAndValues } from './names-and-values.ts'

/** One test of an attribute, as the page asks for it. */
export interface AttributeTest {
  readonly name: string
  readonly op: '=' | '<>' | '<' | '<=' | '>' | '>=' | 'begins_with' | 'contains' | 'exists' | 'missing'
  /** Not looked at by `exists` and `missing`. */
  readonly value?: AttributeValue | undefined
}

/** What is read. With a `partition` it is a query, without one a scan. */
export interface ItemsAsked {
  readonly tableName: string
  readonly index?: string | undefined
  readonly partition?: AttributeTest | undefined
  readonly sort?: AttributeTest | undefined
  readonly filter?: AttributeTest | undefined
  readonly next?: string | undefined
  readonly isDescending?: boolean | undefined
}

const pageSize = 50

const comparisons = new Set(['=', '<>', '<', '<=', '>', '>='])

const condition = ({ name, op, value }: AttributeTest, used: NamesAndValues): string => {
  const short = used.name(name)
  if (op === 'exists') return `attribute_exists(${short})`
  if (op === 'missing') return `attribute_not_exists(${short})`
  if (value === undefined)
    throw raise(inspectorFaults, 'inspector.request-invalid', {
      ...{ what: 'The condition', problem: `${op} needs a value` },
    })
  const text = used.value(checkedItem({ value }, 'The condition')['value'] ?? value)
  if (comparisons.has(op)) return `${short} ${op} ${text}`
  if (op === 'begins_with' || op === 'contains') return `${op}(${short}, ${text})`
  throw raise(inspectorFaults, 'inspector.request-invalid', {
    ...{ what: 'The condition', problem: 'there is no such comparison' },
  })
}

const startKey = (next: string | undefined): Image | undefined => {
  if (next === undefined || next === '') return undefined
  try {
    return checkedItem(JSON.parse(next), 'The place to go on at')
  } catch {
    throw raise(inspectorFaults, 'inspector.request-invalid', {
      ...{ what: 'The place to go on at', problem: 'it is none of this table' },
    })
  }
}

const nextOf = (key: Parameters<typeof imageOfItem>[0] | undefined): string | undefined =>
  key && JSON.stringify(imageOfItem(key))

/** A page of a table or of one of its indexes: 50 items at most are looked at. */
export const readPage = async (client: DynamoDBClient, asked: ItemsAsked): Promise<ItemPage> => {
  const used = newNamesAndValues()
  const { partition, sort, filter, tableName, index } = asked
  const key = [partition, sort].flatMap(each => (each === undefined ? [] : [condition(each, used)]))
  const FilterExpression = filter && condition(filter, used)
  const start = startKey(asked.next)
  const input = {
    TableName: tableName,
    ...(index !== undefined && { IndexName: index }),
    Limit: pageSize,
    ...(FilterExpression !== undefined && { FilterExpression }),
    ...(start && { ExclusiveStartKey: sdkImage(start) }),
    ...used.fields(),
  }
  const query = {
    KeyConditionExpression: key.join(' AND '),
    ScanIndexForward: asked.isDescending !== true,
  }
  const found =
    partition === undefined
      ? await client.send(new ScanCommand(input))
      : await client.send(new QueryCommand({ ...input, ...query }))
  return {
    items: (found.Items ?? []).map(imageOfItem),
    next: nextOf(found.LastEvaluatedKey),
    scanned: found.ScannedCount ?? 0,
  }
}

/** True for a statement of PartiQL that only reads. */
export const isReading = (statement: string): boolean => /^\s*select\b/i.test(statement)

/** What a statement of PartiQL finds, or does. */
export const runStatement = async (
  client: DynamoDBClient,
  statement: string,
  next: string | undefined,
): Promise<ItemPage> => {
  const found = await client.send(
    new ExecuteStatementCommand({
      Statement: statement,
      ...(next !== undefined && { NextToken: next }),
      ...(isReading(statement) && { Limit: pageSize }),
    }),
  )
  const items = (found.Items ?? []).map(imageOfItem)
  return { items, next: found.NextToken, scanned: items.length }
}
