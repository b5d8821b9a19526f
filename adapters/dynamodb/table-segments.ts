import type { AttributeValue as SdkValue, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DescribeTableCommand, GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { sdkImage } from './sdk-image.ts'
import { imageOf } from './lambda-record.ts'

/** A table that can be read consistently, segment by segment and item by item, with what each read costs. */
export interface TableSegments {
  readonly tableName: string
  /** `''` for a table without a stream. */
  readonly streamArn: string
  /** Names account and region. */
  readonly tableArn: string
  /** As DynamoDB counted some six hours ago. */
  readonly itemCount: number
  readonly page: (request: SegmentRequest, signal: AbortSignal) => Promise<SegmentPage>
  readonly read: (
    keys: Image,
    signal: AbortSignal,
  ) => Promise<{ readonly item: Image | undefined; readonly readUnits: number }>
}

/** A page of a segment. */
export interface SegmentRequest {
  readonly segment: number
  readonly segments: number
  readonly cursor?: string
  readonly limit?: number
}

/** What one request for a page gives. */
export interface SegmentPage {
  readonly items: readonly { readonly keys: Image; readonly item: Image }[]
  /** Where the next page begins; nothing at the end. */
  readonly cursor?: string
  /** Read capacity units. */
  readonly readUnits: number
}

/** A consistent read of so many bytes costs one unit. */
const bytesPerUnit = 4_096

/** Engines that are not AWS may not say what a read costs. */
const unitsOf = (consumed: number | undefined, items: readonly unknown[]): number =>
  consumed ?? Math.max(0.5, Math.ceil(JSON.stringify(items).length / bytesPerUnit))

/**
 * Finds a table and how to read it.
 *
 * @throws the SDK's ResourceNotFoundException where there is none
 */
export const tableSegments = async (client: DynamoDBClient, tableName: string): Promise<TableSegments> => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: tableName }))
  const keyNames = (Table?.KeySchema ?? []).flatMap(({ AttributeName }) => AttributeName ?? [])
  const keysOf = (item: Image): Image =>
    Object.fromEntries(
      keyNames.flatMap(name => (item[name] === undefined ? [] : [[name, item[name]] as const])),
    )
  const reading = { TableName: tableName, ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' } as const
  return {
    tableName: Table?.TableName ?? tableName,
    streamArn: Table?.LatestStreamArn ?? '',
    tableArn: Table?.TableArn ?? '',
    itemCount: Table?.ItemCount ?? 0,
    page: async ({ segment, segments, cursor, limit }, abortSignal) => {
      const command = new ScanCommand({
        ...reading,
        ...(segments > 1 && { Segment: segment, TotalSegments: segments }),
        ...(cursor !== undefined && { ExclusiveStartKey: sdkImage(JSON.parse(cursor) as Image) }),
        ...(limit !== undefined && { Limit: limit }),
      })
      const { Items = [], LastEvaluatedKey, ConsumedCapacity } = await client.send(command, { abortSignal })
      const items = Items.map(imageOf)
      return {
        items: items.map(item => ({ keys: keysOf(item), item })),
        ...(LastEvaluatedKey && { cursor: JSON.stringify(imageOf(LastEvaluatedKey)) }),
        readUnits: unitsOf(ConsumedCapacity?.CapacityUnits, items),
      }
    },
    read: async (keys, abortSignal) => {
      const command = new GetItemCommand({ ...reading, Key: sdkImage(keys) })
      const { Item, ConsumedCapacity } = await client.send(command, { abortSignal })
      const item: Record<string, SdkValue> | undefined = Item
      return {
        item: item && imageOf(item),
        readUnits: unitsOf(ConsumedCapacity?.CapacityUnits, [item ?? '']),
      }
    },
  }
}
