import type { PlainItem } from '../core/attributes/unmarshal.ts'
import type { Entity } from '../core/entity/entity.ts'
import { validateImage } from '../core/entity/validate-image.ts'
import type { Changes } from '../store/expressions/changes.ts'
import { changes } from '../store/expressions/changes.ts'
import type { Table, TableOptions } from '../store/table.ts'
import { table } from '../store/table.ts'
import type { StoredItem } from './stored-item.ts'

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

/**
 * Begins the changes of an update of an item of type T: the time of it, and the next version. What follows is checked
 * against the attributes that such an item has.
 */
export const touched = <T>(now: string): Changes<StoredItem<T>> =>
  // Whatever T is, its items are stamped.
  changes().set('updatedAt', now).increment('version', 1, 0) as Changes<unknown> as Changes<StoredItem<T>>

/** An item as its entity's schema makes it: typed, and without the attributes that only the table needs. */
export const readAs = async <T>(entity: Entity<string, T>, item: PlainItem): Promise<T> =>
  // The schema's output is what the entity says it is.
  (await validateImage(entity, item)) as T
