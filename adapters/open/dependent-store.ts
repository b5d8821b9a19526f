import { raise } from '../../core/errors/pipeline-error.ts'
import type { DependentStore } from '../../processors/cleanup/dependent-store.ts'

const openTable = async (
  tableName: string | undefined,
  keyNames: readonly string[],
): Promise<DependentStore> => {
  if (tableName === undefined || tableName === '') throw raise('config.table-missing', {})
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb')
  const { clientSettings } = await import('../aws/client-settings.ts')
  const { dynamoDbDependentStore } = await import('../dynamodb/dynamodb-dependent-store.ts')
  return dynamoDbDependentStore({ client: new DynamoDBClient(clientSettings()), tableName, keyNames })
}

/**
 * Dependent items in a DynamoDB table; the SDK is loaded and a client made when it is first used.
 *
 * @throws PipelineError from its functions: `config.table-missing`, and what the table answers
 */
export const dependentStore = (
  tableName: string | undefined,
  keyNames: readonly string[],
): DependentStore => {
  let opened: Promise<DependentStore> | undefined
  const open = async (): Promise<DependentStore> => (opened ??= openTable(tableName, keyNames))
  return {
    page: async (query, cursor, signal) => (await open()).page(query, cursor, signal),
    read: async (keys, attribute, signal) => (await open()).read(keys, attribute, signal),
    removeOlder: async (keys, condition, signal) => (await open()).removeOlder(keys, condition, signal),
  }
}
