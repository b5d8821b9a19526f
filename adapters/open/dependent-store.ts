import { raise } from '../../core/errors/pipeline-error.ts'
import type { DependentStore } from '../../processors/cleanup/dependent-store.ts'
import { configFaults } from './faults.ts'
import { openBefore } from './scheme.ts'

/** What {@link dependentStore} takes beside a URL. */
export interface DependentStoreOptions {
  /**
   * The table in which the parents live.
   * @defaultValue the same table, and the one that a record's stream names where it is another
   */
  readonly parentTable?: string | undefined
}

const openTable = async (
  tableName: string | undefined,
  keyNames: readonly string[],
  { parentTable }: DependentStoreOptions,
): Promise<DependentStore> => {
  if (tableName === undefined || tableName === '') throw raise(configFaults, 'config.table-missing', {})
  const { openAskTable } = await import('../dynamodb/open-ask-table.ts')
  const { dynamoDbDependentStore } = await import('../dynamodb/dynamodb-dependent-store.ts')
  return dynamoDbDependentStore({ ask: await openAskTable(), tableName, keyNames, parentTable })
}

/**
 * Dependent items in a DynamoDB table; what reads and removes them is loaded when it is first used.
 *
 * @throws PipelineError from its functions: `config.table-missing`, and what the table answers
 */
export const dependentStore = (
  tableName: string | undefined,
  keyNames: readonly string[],
  options: DependentStoreOptions = {},
): DependentStore => {
  let opened: Promise<DependentStore> | undefined
  const open = async (): Promise<DependentStore> => {
    opened ??= openTable(tableName, keyNames, options).catch((error: unknown) => {
      // What could not be loaded now may load at the next try, which a warm function makes in the same process.
      opened = undefined
      throw error
    })
    return opened
  }
  return {
    open: openBefore(open),
    page: async (...query) => (await open()).page(...query),
    parent: async (...address) => (await open()).parent(...address),
    removeWithoutParent: async (...which) => (await open()).removeWithoutParent(...which),
    removeAsSeen: async (...which) => (await open()).removeAsSeen(...which),
  }
}
