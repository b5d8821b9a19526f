import type { AttributeDefinition, AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutItemCommand, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'

type Item = Readonly<Record<string, AttributeValue>>

/** A table that a sample is written to. */
export interface SampleTable {
  readonly tableName: string
  readonly keyNames: readonly string[]
  /** Of the keys of table and indexes. */
  readonly attributes: readonly AttributeDefinition[]
  readonly timeToLive: string | undefined
}

/** What was written. */
export interface SampleWritten {
  readonly tableName: string
  readonly eventName: 'INSERT' | 'MODIFY'
  /** The attribute that has another value now. */
  readonly attribute: string | undefined
}

/** What {@link writeSample} takes. */
export interface SampleWriteOptions {
  readonly random: () => number
  readonly newId: () => string
  /** Whether a function would do something about it; such a change is taken where there is one. */
  readonly isWanted: (change: SampleChange) => boolean
}

/** Of the attribute that an item without a number gets. */
const sampleAttribute = 'sample'

/** As many items are looked at for one that a sample can change. */
const looked = 50

const madeUpKey = (type: AttributeDefinition['AttributeType'], id: string): AttributeValue => {
  if (type === 'N') return { N: String(Number.parseInt(id.replaceAll(/[^\da-f]/g, '').slice(0, 12), 16)) }
  return type === 'B' ? { B: Buffer.from(id) } : { S: `sample-${id}` }
}

/** An item, and an attribute of it that counts up. */
export interface SampleChange {
  readonly item: Item
  readonly attribute: string
}

/** Numbers that stand for nothing but themselves: no key, no time of deletion. */
const changesOf = (item: Item, { attributes, timeToLive }: SampleTable): readonly SampleChange[] => {
  const held = new Set([...attributes.map(({ AttributeName }) => AttributeName), timeToLive])
  return Object.keys(item).flatMap(attribute =>
    item[attribute]?.N === undefined || held.has(attribute) ? [] : [{ item, attribute }],
  )
}

const oneOf = <T>(all: readonly T[], random: () => number): T | undefined =>
  all[Math.floor(random() * all.length)]

const insert = async (client: DynamoDBClient, table: SampleTable, id: string): Promise<SampleWritten> => {
  const { tableName, keyNames, attributes } = table
  const typeOf = (name: string): AttributeDefinition['AttributeType'] =>
    attributes.find(({ AttributeName }) => AttributeName === name)?.AttributeType
  const keys = keyNames.map(name => [name, madeUpKey(typeOf(name), id)] as const)
  await client.send(new PutItemCommand({ TableName: tableName, Item: Object.fromEntries(keys) }))
  return { tableName, eventName: 'INSERT', attribute: undefined }
}

/**
 * Writes one change to a table of this machine, so that there is something to see: a number of an item goes up by one;
 * an item without one gets an attribute `sample`; a table without items gets an item of nothing but a key. Nothing
 * is removed, since functions may well remove more because of it.
 *
 * @throws the SDK's errors
 */
export const writeSample = async (
  client: DynamoDBClient,
  table: SampleTable,
  { random, newId, isWanted }: SampleWriteOptions,
): Promise<SampleWritten> => {
  const { tableName, keyNames } = table
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, Limit: looked }))
  const counting = Items.flatMap(item => changesOf(item, table))
  const any = oneOf(Items, random)
  if (any === undefined) return insert(client, table, newId())
  const { item, attribute } = oneOf(counting.filter(isWanted), random) ??
    oneOf(counting, random) ?? { item: any, attribute: sampleAttribute }
  const keys = keyNames.flatMap(name => (item[name] === undefined ? [] : [[name, item[name]] as const]))
  await client.send(
    new UpdateItemCommand({
      TableName: tableName,
      Key: Object.fromEntries(keys),
      // DynamoDB counts itself: it holds 38 digits, a number of JavaScript 15.
      UpdateExpression: 'SET #number = if_not_exists(#number, :zero) + :one',
      ConditionExpression: 'attribute_exists(#key)',
      ExpressionAttributeNames: { '#number': attribute, '#key': keyNames[0] ?? '' },
      ExpressionAttributeValues: { ':one': { N: '1' }, ':zero': { N: '0' } },
    }),
  )
  return { tableName, eventName: 'MODIFY', attribute }
}
