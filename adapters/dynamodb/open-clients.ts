import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import type { LocalClients } from './local-clients.ts'
import { localClients } from './local-clients.ts'

/** Clients of the endpoint that `AWS_ENDPOINT_URL` names, else of AWS with the SDK's own settings. */
export const openClients = (env: Readonly<Record<string, string | undefined>>): LocalClients['clients'] => {
  const endpoint = env['AWS_ENDPOINT_URL_DYNAMODB'] ?? env['AWS_ENDPOINT_URL']
  if (endpoint !== undefined && endpoint !== '') return localClients(endpoint, env).clients
  const settings = { maxAttempts: 5 }
  return { table: new DynamoDBClient(settings), streams: new DynamoDBStreamsClient(settings) }
}
