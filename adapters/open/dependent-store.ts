import type { DependentStore } from '../../processors/cleanup/dependent-store.ts'

/** Dependent items in a DynamoDB table; the SDK is loaded and a client made when it is first used. */
export const dependentStore = (
  tableName: string | undefined,
  keyNames: readonly string[],
): DependentStore => {
  let opened: Promise<DependentStore> | undefined
  const open = async (): Promise<DependentStore> =>
    (opened ??= (async () => {
      const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb')
      const { dynamoDbDependentStore } = await import('../dynamodb/dynamodb-dependent-store.ts')
      return dynamoDbDependentStore({ client: new DynamoDBClient(), tableName: tableName ?? '', keyNames })
    })())
  return {
    page: async (query, cursor, signal) => (await open()).page(query, cursor, signal),
    read: async (keys, attribute, signal) => (await open()).read(keys, attribute, signal),
    removeOlder: async (keys, condition, signal) => (await open()).removeOlder(keys, condition, signal),
  }
}
