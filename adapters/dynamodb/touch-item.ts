import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { sdkAttribute, sdkImage } from './sdk-image.ts'

/** A write that changes an item only if it still is as it was read. */
export interface TouchRequest {
  readonly keys: Image
  readonly item: Image
  /** What is set; the rest of the item stays. */
  readonly set: Image
}

/**
 * What a touch did: `changed` is that somebody else wrote the item, or took it away; `refused` that DynamoDB cannot have
 * this one item any larger, whoever tries again.
 */
export interface TouchAnswer {
  readonly result: 'touched' | 'changed' | 'refused'
  readonly writeUnits: number
  /** In DynamoDB's words, where it was refused. */
  readonly reason?: string
}

/** A table whose items can be touched. */
export interface ItemToucher {
  /** Attributes that keys of the table or its indexes are made of. */
  readonly keyAttributes: readonly string[]
  readonly touch: (request: TouchRequest, signal: AbortSignal) => Promise<TouchAnswer>
}

/**
 * An expression has at most 300 operators, and each attribute takes two. What is left out of a wider item can have
 * changed: then its own record carries it, and the touch a second time.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const mostCompared = 140

const touchCommand = (tableName: string, { keys, item, set }: TouchRequest): UpdateItemCommand => {
  const compared = [...new Set([...Object.keys(keys), ...Object.keys(set), ...Object.keys(item)])].slice(
    0,
    mostCompared,
  )
  const names = new Map(compared.map((name, at) => [name, `#a${at}`]))
  const values: Record<string, ReturnType<typeof sdkAttribute>> = {}
  const conditions = compared.map((name, at) => {
    const value = item[name]
    if (value === undefined) return `attribute_not_exists(#a${at})`
    values[`:a${at}`] = sdkAttribute(value)
    return `#a${at} = :a${at}`
  })
  const sets = Object.entries(set).map(([name, value], at) => {
    values[`:s${at}`] = sdkAttribute(value)
    return `${names.get(name) ?? ''} = :s${at}`
  })
  return new UpdateItemCommand({
    TableName: tableName,
    Key: sdkImage(keys),
    UpdateExpression: `SET ${sets.join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([...names].map(([name, place]) => [place, name])),
    ExpressionAttributeValues: values,
    ReturnConsumedCapacity: 'TOTAL',
  })
}

/** What DynamoDB says of one item and not of the request: it may have no byte more, or its number no digit more. */
const ofItem = /item size|number overflow|more than 38 significant digits/i

/** Why this item alone cannot be written; `undefined` for every other error. */
const refusalOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  const isOfItem =
    error.name === 'ItemCollectionSizeLimitExceededException' ||
    (error.name === 'ValidationException' && ofItem.test(error.message))
  return isOfItem ? error.message : undefined
}

/** A write of up to so many bytes costs one unit. */
const bytesPerWriteUnit = 1_024

/**
 * Touches items of a table.
 *
 * @throws the SDK's ResourceNotFoundException where there is no such table
 */
export const itemToucher = async (client: DynamoDBClient, tableName: string): Promise<ItemToucher> => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
  return {
    keyAttributes: (Table?.AttributeDefinitions ?? []).flatMap(({ AttributeName }) => AttributeName ?? []),
    touch: async (request, abortSignal) => {
      const guessed = Math.ceil(JSON.stringify(request.item).length / bytesPerWriteUnit)
      try {
        const { ConsumedCapacity } = await client.send(touchCommand(tableName, request), { abortSignal })
        return { result: 'touched', writeUnits: ConsumedCapacity?.CapacityUnits ?? guessed }
      } catch (error) {
        // What was refused costs as much.
        if (error instanceof ConditionalCheckFailedException)
          return { result: 'changed', writeUnits: guessed }
        const reason = refusalOf(error)
        if (reason === undefined) throw error
        return { result: 'refused', writeUnits: 0, reason }
      }
    },
  }
}
