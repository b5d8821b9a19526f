import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { randomUUID } from 'node:crypto'
import { dynamoDbStreamSource } from '../../adapters/dynamodb/stream-source.ts'
import { createTable } from '../../adapters/dynamodb/table-admin.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'
import { narrowedSource } from '../../engine/sources/narrowed-source.ts'
import { scriptedSource } from '../../engine/sources/scripted-source.ts'
import type { StreamSourceUnderTest } from '../../testing/contracts/stream-source.ts'
import { streamSourceContract } from '../../testing/contracts/stream-source.ts'
import { describeOnTable } from '../support/describe-on-table.ts'
import { faultyClient } from '../support/faulty-client.ts'
import { keyedTable } from '../support/keyed-table.ts'
import { recordOf, streamArn } from '../support/records.ts'
import { holdTo } from './hold-to.ts'

const ofScript = (wrapped: (source: StreamSource) => StreamSource): StreamSourceUnderTest => {
  const source = scriptedSource(streamArn)
  source.addShard('shard-1')
  let seq = 0
  const calls = ['shards', 'iterator', 'read'] as const
  return {
    source: wrapped(source),
    write: keys => {
      for (const key of keys) source.put('shard-1', recordOf({ seq: (seq += 1), key, kind: 'INSERT' }))
    },
    faults: {
      breakDown: () => {
        for (const call of calls) source.failNext(call, 'failed', Infinity)
      },
      restore: () => {
        for (const call of calls) source.failNext(call, 'failed', 0)
      },
    },
  }
}

const noSecrets = { secrets: 'a script needs no password' }

holdTo(
  'a scripted source as a stream source',
  streamSourceContract(() => ofScript(source => source), noSecrets),
)
holdTo(
  'a source that is made narrower as a stream source',
  streamSourceContract(() => ofScript(source => narrowedSource(source, 'KEYS_ONLY')), noSecrets),
)

await describeOnTable('dynoxide', running => {
  const ofTable = async (): Promise<StreamSourceUnderTest> => {
    const { engine, clients } = running()
    const secretAccessKey = 'marked-secret-of-the-stream'
    const client = new DynamoDBStreamsClient({
      endpoint: engine.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'tailrace', secretAccessKey },
      maxAttempts: 1,
    })
    const { tableName, streamArn: ofThis } = await createTable(clients.table, {
      ...keyedTable(`stream-${randomUUID()}`),
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    })
    return {
      source: dynamoDbStreamSource({ client, streamArn: ofThis, dialect: 'dynoxide' }),
      write: async keys => {
        for (const key of keys)
          await clients.table.send(
            new PutItemCommand({ TableName: tableName, Item: { PK: { S: key }, SK: { S: 's' } } }),
          )
      },
      faults: faultyClient(client, 'ValidationException', [secretAccessKey]),
    }
  }
  holdTo('a DynamoDB stream as a stream source', streamSourceContract(ofTable))
})
