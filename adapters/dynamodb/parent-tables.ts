import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemAddress } from '../../core/refresh/item-source.ts'
import type { AskTable } from './ask-table.ts'
import { dynamoDbItemSource } from './item-source.ts'
import { tableOfStream } from './table-of-stream.ts'

/** Where a parent may live. */
export interface ParentTables {
  /** The parent, or no item, and the tables that could hold it. */
  readonly read: (
    address: ItemAddress,
    signal?: AbortSignal,
  ) => Promise<{ readonly item: Image | undefined; readonly tables: readonly string[] }>
  /** The tables that a transaction has to check. */
  readonly tables: (address: ItemAddress, signal?: AbortSignal) => Promise<readonly string[] | 'parent-lives'>
}

/** A table that is not there holds no parent, and neither does one whose keys have another form. */
const cannotHold = (error: unknown): boolean =>
  isPipelineError(error) && (error.code === 'aws.table-missing' || error.code === 'aws.key-refused')

/**
 * The tables in which the parents of a store's items may live: the one that is named, else the store's own and the one
 * that the stream names. With several tables the parent is in the stream's; after a restore under another name it is
 * in the store's, though old records name the old one.
 */
export const parentTables = (options: {
  readonly ask: AskTable
  readonly tableName: string
  readonly parentTable?: string | undefined
}): ParentTables => {
  const { ask, tableName, parentTable } = options
  const candidates = ({ streamArn }: ItemAddress): readonly string[] => [
    ...new Set(
      parentTable === undefined ? [tableName, tableOfStream(streamArn) ?? tableName] : [parentTable],
    ),
  ]
  const read: ParentTables['read'] = async (address, signal) => {
    const names = candidates(address)
    const tables: string[] = []
    for (const table of names) {
      try {
        const item = await dynamoDbItemSource({ ask, table }).read(address, signal)
        if (item !== undefined) return { item, tables: [table] }
        tables.push(table)
      } catch (error) {
        if (names.length === 1 || !cannotHold(error)) throw error
      }
    }
    return { item: undefined, tables }
  }
  return {
    read,
    tables: async (address, signal) => {
      const names = candidates(address)
      if (names.length === 1) return names
      const { item, tables } = await read(address, signal)
      return item === undefined ? tables : 'parent-lives'
    },
  }
}
