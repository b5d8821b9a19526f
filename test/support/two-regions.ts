import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { Clock } from '../../core/clock.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { sdkForm } from '../../store/items/lambda-form.ts'
import { regionAttribute } from '../../store/regions/region-stamp.ts'
import type { RegionTable } from '../../store/regions/region-table.ts'
import { table } from '../../store/table.ts'
import type { SdkItem } from '../../store/items/values.ts'
import type { WithTable } from './with-table.ts'
import { withTable } from './with-table.ts'

/** A region that is a table engine of its own. */
export interface LocalRegion {
  readonly region: string
  readonly running: WithTable
  /** The table for the store, on a given clock. */
  readonly on: (clock: Clock) => RegionTable
  /** Its stream so far, with the region that real records name. */
  readonly records: () => Promise<readonly StreamRecord[]>
}

/** Starts an engine for a region. */
export const localRegion = async (region: string): Promise<LocalRegion> => {
  const running = await withTable('dynoxide')
  const { clients, table: created } = running
  const source = dynamoDbStreamSource({
    client: clients.streams,
    streamArn: created.streamArn,
    dialect: 'dynoxide',
  })
  return {
    region,
    running,
    on: clock => ({
      region,
      table: table({
        client: clients.table,
        tableName: created.tableName,
        keys: { partitionKey: 'PK', sortKey: 'SK' },
        clock,
      }),
    }),
    records: async () => {
      const { shards } = await source.shards(undefined)
      const read = shards.map(async ({ shardId }) => {
        const iterator = await source.iterator(shardId, { type: 'TRIM_HORIZON' })
        return (await source.read(iterator)).records
      })
      return (await Promise.all(read)).flat().map(record => ({ ...record, awsRegion: region }))
    },
  }
}

const sdkItemOf = (image: Image): SdkItem =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, sdkForm(value)]))

/**
 * Stands in for the replication of global tables in one direction: each call carries over what was written since the
 * one before. What was replicated into a region is not carried on.
 */
export const replication = (from: LocalRegion, to: LocalRegion): (() => Promise<void>) => {
  let done = 0
  return async () => {
    const { clients, table: created } = to.running
    const fresh = (await from.records()).slice(done)
    for (const { eventName, dynamodb } of fresh) {
      done += 1
      const stamp = dynamodb?.NewImage?.[regionAttribute]
      if (
        dynamodb?.NewImage !== undefined &&
        stamp !== undefined &&
        'S' in stamp &&
        stamp.S === from.region
      ) {
        const put = { TableName: created.tableName, Item: sdkItemOf(dynamodb.NewImage) }
        await clients.table.send(new PutItemCommand(put))
      }
      if (eventName === 'REMOVE') {
        const remove = { TableName: created.tableName, Key: sdkItemOf(dynamodb?.Keys ?? {}) }
        await clients.table.send(new DeleteItemCommand(remove))
      }
    }
  }
}
