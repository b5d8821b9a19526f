import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { DocumentPath } from '../expressions/path.ts'
import { segmentsOf } from '../expressions/path.ts'
import type { Query } from '../verbs/query.ts'
import { keyNamesOf, queryPage } from '../verbs/query.ts'
import type { KeyValue, SortKeyCondition } from '../expressions/sort-key.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import type { Table } from '../table.ts'
import { compareSortKeys } from './compare-sort-keys.ts'
import { queryFaults } from './faults.ts'
import { checkWhole } from '../whole-number.ts'

/** Several queries of one table or index, read as one. */
export interface MergedQuery extends Omit<Query, 'partition' | 'sort' | 'startAfter'> {
  /** The partitions, each with its own condition on the sort key. */
  readonly of: readonly { readonly partition: KeyValue; readonly sort?: SortKeyCondition }[]
  /** Pages read at once. @defaultValue 8 */
  readonly concurrency?: number
}

/** Reads ahead by one page at most, and only when the last one is used up. */
interface Source {
  readonly head: () => PlainItem | undefined
  /** Passes over the head; resolves when the next one is there. */
  readonly advance: () => Promise<void>
}

const sourceOf = async (table: Table, query: Query): Promise<Source> => {
  let items: readonly PlainItem[] = []
  let position = 0
  let next: Query | undefined = query
  const fill = async (): Promise<void> => {
    while (position >= items.length && next !== undefined) {
      const current: Query = next
      const page = await queryPage(table, current)
      items = page.items
      position = 0
      next = page.lastKey && { ...current, startAfter: page.lastKey }
    }
  }
  await fill()
  return {
    head: () => items[position],
    advance: async () => {
      position += 1
      await fill()
    },
  }
}

const isAttribute = (path: DocumentPath, name: string | undefined): boolean => {
  const [first, ...rest] = segmentsOf(path)
  return first === name && rest.length === 0
}

const sortNameOf = (table: Table, { index, projection }: MergedQuery): string | undefined => {
  const { sortKey } = keyNamesOf(table, index)
  const isThere = projection === undefined || projection.some(path => isAttribute(path, sortKey))
  if (sortKey === undefined || isThere) return sortKey
  throw raise(queryFaults, 'query.option-invalid', {
    option: 'projection',
    problem: `has to include ${sortKey}, to merge by`,
  })
}

/** The source whose head comes first; of equal heads the one that was named first. */
const firstOf = (
  sources: readonly Source[],
  isBefore: (a: PlainItem, b: PlainItem) => boolean,
): Source | undefined =>
  sources.reduce<Source | undefined>((best, source) => {
    const [head, bestHead] = [source.head(), best?.head()]
    if (head === undefined) return best
    return bestHead === undefined || isBefore(head, bestHead) ? source : best
  }, undefined)

/**
 * The items of several partitions, in the order of their sort keys, as if they were one. All first pages are read at
 * once, up to the limit; later pages when they are needed.
 *
 * @example
 * ```ts
 * const open = ['NEW', 'PAID'].map(status => ({ partition: `STATUS#${status}` }))
 * for await (const order of mergedQuery(shop, { index: 'GSI2', of: open, order: 'descending' })) print(order)
 * ```
 * @throws PipelineError `query.option-invalid` before any call; those of `queryPage`
 */
export const mergedQuery = async function* (
  table: Table,
  options: MergedQuery,
): AsyncGenerator<PlainItem, void, undefined> {
  const { of, concurrency = 8, ...shared } = options
  checkWhole('concurrency', concurrency, 1, 1_000)
  const sortName = sortNameOf(table, options)
  const direction = options.order === 'descending' ? -1 : 1
  const isBefore = (a: PlainItem, b: PlainItem): boolean =>
    sortName !== undefined && direction * compareSortKeys(a[sortName], b[sortName]) < 0
  const sources = await mapConcurrently(of, concurrency, async each =>
    sourceOf(table, { ...shared, ...each }),
  )
  for (;;) {
    const source = firstOf(sources, isBefore)
    const item = source?.head()
    if (source === undefined || item === undefined) return
    yield item
    await source.advance()
  }
}
