import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'

/** Every record that a table's stream holds, read to its end. */
export const changesOf = async (tableName: string): Promise<readonly StreamRecord[]> => {
  const { Table } = await new DynamoDBClient().send(new DescribeTableCommand({ TableName: tableName }))
  const source = dynamoDbStreamSource({
    client: new DynamoDBStreamsClient(),
    streamArn: Table?.LatestStreamArn ?? '',
  })
  const { shards } = await source.shards(undefined)
  const ofShards = shards.map(async ({ shardId }) => {
    const found: StreamRecord[] = []
    let iterator: string | undefined = await source.iterator(shardId, { type: 'TRIM_HORIZON' })
    while (iterator !== undefined) {
      const { records, nextIterator } = await source.read(iterator)
      // An open shard has no end; nobody writes while this reads.
      if (records.length === 0) break
      found.push(...records)
      iterator = nextIterator
    }
    return found
  })
  return (await Promise.all(ofShards)).flat()
}
