import type { ItemSource } from '../../core/refresh/item-source.ts'

const openSource = async (table: string | undefined, replaces: readonly string[]): Promise<ItemSource> => {
  const { openAskTable } = await import('../dynamodb/open-ask-table.ts')
  const { dynamoDbItemSource } = await import('../dynamodb/item-source.ts')
  return dynamoDbItemSource({ ask: await openAskTable(), table, replaces })
}

/**
 * Items of a DynamoDB table as they are now; what reads them is loaded at the first read, and never where
 * nothing is refreshed. Without a name each record's stream names the table; with one, records of other tables wait,
 * but for those that the table took the place of.
 *
 * @param replaced - names of these tables, with commas between
 *
 * @throws PipelineError from its function: see `dynamoDbItemSource`
 */
export const itemSource = (tableName?: string, replaced = ''): ItemSource => {
  const replaces = replaced.split(',').flatMap(name => name.trim() || [])
  let opened: Promise<ItemSource> | undefined
  const open = async (): Promise<ItemSource> => {
    opened ??= openSource(tableName, replaces).catch((error: unknown) => {
      // What could not be loaded now may load at the next try, which a warm function makes in the same process.
      opened = undefined
      throw error
    })
    return opened
  }
  return { read: async (address, signal) => (await open()).read(address, signal) }
}
