import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'

/** Clients of one endpoint. */
export interface Clients {
  readonly table: DynamoDBClient
  readonly streams: DynamoDBStreamsClient
}

/**
 * Clients for an engine on this machine. It wants credentials but does not check them; DynamoDB Local keeps a
 * database of its own for each access key.
 */
export const localClients = (endpoint: string, accessKeyId = 'tailrace'): Clients => {
  const settings = {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId, secretAccessKey: 'local' },
    maxAttempts: 5,
  }
  return { table: new DynamoDBClient(settings), streams: new DynamoDBStreamsClient(settings) }
}
