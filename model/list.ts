import type { Entity } from '../core/entity/entity.ts'
import { decodeCursor, encodeCursor } from '../store/queries/cursor.ts'
import type { Query } from '../store/verbs/query.ts'
import { queryPage } from '../store/verbs/query.ts'
import type { Shop } from './shop.ts'
import { readAs } from './shop.ts'

/** Which part of a list. */
export interface ListOptions {
  /** Entries on a page. @defaultValue 20 */
  readonly limit?: number
  /** The cursor of the page before. */
  readonly cursor?: string | undefined
}

/** A page of a list. */
export interface ListPage<T> {
  /** In the order of the index; there may be none although more follow. */
  readonly entries: readonly T[]
  /** Gives the next page; `undefined` after the last. */
  readonly cursor: string | undefined
}

/**
 * One page of a query, typed by its entity, with a cursor that only goes on with the same query.
 * @throws PipelineError `store.cursor-invalid`
 */
export const listPage = async <T>(
  shop: Shop,
  entity: Entity<string, T>,
  query: Query,
  { limit = 20, cursor }: ListOptions,
): Promise<ListPage<T>> => {
  const { index = '', partition, sort, order = '' } = query
  const list = JSON.stringify([shop.tableName, index, String(partition), sort ?? '', order])
  const scope = { list, secret: shop.cursorSecret }
  const { items, lastKey } = await queryPage(shop, {
    ...query,
    limit,
    startAfter: cursor === undefined ? undefined : decodeCursor(cursor, scope),
  })
  return {
    entries: await Promise.all(items.map(async item => readAs(entity, item))),
    cursor: lastKey && encodeCursor(lastKey, scope),
  }
}
