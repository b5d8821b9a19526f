import { DescribeTableCommand } from '@aws-sdk/client-dynamodb'
import { answerOf } from '../calls/answer.ts'
import type { Table } from '../table.ts'

/**
 * About how many items a table or an index has; DynamoDB counts every six hours or so.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html
 */
export const itemCount = async ({ client, tableName }: Table, index?: string): Promise<number> => {
  const { Table: found } = answerOf(
    'DescribeTable',
    await client.send(new DescribeTableCommand({ TableName: tableName })),
  )
  if (index === undefined) return found?.ItemCount ?? 0
  const indexes = [...(found?.GlobalSecondaryIndexes ?? []), ...(found?.LocalSecondaryIndexes ?? [])]
  return indexes.find(({ IndexName }) => IndexName === index)?.ItemCount ?? 0
}
