import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'

type Env = Readonly<Record<string, string | undefined>>

/** Clients of one endpoint, and the environment that gives any other SDK client the same settings. */
export interface LocalClients {
  readonly clients: { readonly table: DynamoDBClient; readonly streams: DynamoDBStreamsClient }
  readonly env: Readonly<Record<string, string>>
}

/**
 * Clients for an engine that is not AWS. It wants credentials but does not check them, so some are made up where the
 * environment has none.
 */
export const localClients = (endpoint: string, env: Env = {}): LocalClients => {
  const region = env['AWS_REGION'] ?? 'us-east-1'
  const accessKeyId = env['AWS_ACCESS_KEY_ID'] ?? 'tailrace'
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] ?? 'local'
  const settings = { endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 5 }
  return {
    clients: { table: new DynamoDBClient(settings), streams: new DynamoDBStreamsClient(settings) },
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  }
}
