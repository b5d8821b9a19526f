import type { PlainItem } from '../core/attributes/unmarshal.ts'
import type { Entity } from '../core/entity/entity.ts'
import { validateImage } from '../core/entity/validate-image.ts'
import type { Changes } from '../store/expressions/changes.ts'
import { changes } from '../store/expressions/changes.ts'
import type { Table, TableOptions } from '../store/table.ts'
import { table } from '../store/table.ts'
import type { Keys } from './keys.ts'

/** The shop's table. */
export interface Shop extends Table {
  /** Signs the cursors of lists. */
  readonly cursorSecret: string | undefined
}

/** What {@link shopTable} takes. */
export interface ShopOptions extends Omit<TableOptions, 'keys' | 'indexes' | 'removeUndefined'> {
  /** Signs the cursors of lists; without it they are only checked. */
  readonly cursorSecret?: string
}

/**
 * The shop's table with the keys of `infra/table.yml`.
 *
 * @example
 * ```ts
 * const shop = shopTable({ client: new DynamoDBClient({}), tableName: 'shop' })
 * await createUser(shop, user)
 * ```
 */
export const shopTable = ({ cursorSecret, ...options }: ShopOptions): Shop =>
  Object.freeze({
    ...table({
      ...options,
      keys: { partitionKey: 'PK', sortKey: 'SK' },
      indexes: {
        GSI1: { partitionKey: 'GSI1PK', sortKey: 'GSI1SK' },
        GSI2: { partitionKey: 'GSI2PK', sortKey: 'GSI2SK' },
      },
      removeUndefined: true,
    }),
    cursorSecret,
  })

/** The time of an operation: asked once, so that all it writes and tells agrees. */
export const nowText = ({ clock }: Shop): string => new Date(clock.now()).toISOString()

/** A new item: its keys, its type, what it holds, when it began, and version 1. */
export const newItem = (now: string, keys: Keys, type: string, content: object): PlainItem => ({
  ...keys,
  type,
  ...content,
  createdAt: now,
  updatedAt: now,
  version: 1,
})

/** Begins the changes of an update: the time of it, and the next version. */
export const touched = (now: string): Changes<PlainItem> =>
  changes().set('updatedAt', now).increment('version', 1, 0)

/** An item as its entity's schema makes it: typed, and without the attributes that only the table needs. */
export const readAs = async <T>(entity: Entity<string, T>, item: PlainItem): Promise<T> =>
  // The schema's output is what the entity says it is.
  (await validateImage(entity, item)) as T
