import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { changesIn } from '../support/changes-in.ts'

/** Every record that a table's stream holds. */
export const changesOf = async (tableName: string): Promise<readonly StreamRecord[]> => {
  const { Table } = await new DynamoDBClient().send(new DescribeTableCommand({ TableName: tableName }))
  return changesIn(
    dynamoDbStreamSource({
      client: new DynamoDBStreamsClient(),
      streamArn: Table?.LatestStreamArn ?? '',
    }),
  )
}
