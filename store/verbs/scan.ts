import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import { checkAdvance } from '../calls/answer.ts'
import { expressionScope } from '../expressions/expression-scope.ts'
import { operations } from '../calls/operations.ts'
import type { Page } from '../calls/page.ts'
import { itemsIn, pageOf, pagesFrom } from '../calls/page.ts'
import type { PageOptions } from './query.ts'
import { keyNamesOf, pageInput } from './query.ts'
import { send } from '../calls/send.ts'
import type { Table } from '../table.ts'

/** Which items of a table, or of a sparse index. */
export interface Scan extends PageOptions {
  /** Reads one of several parts of the table. */
  readonly segment?: { readonly number: number; readonly of: number }
}

/**
 * Reads one page of a table or an index.
 *
 * @throws PipelineError `store.index-unknown` before any call; those of {@link send}
 */
export const scanPage = async (table: Table, options: Scan): Promise<Page> => {
  const { segment, index, signal } = options
  keyNamesOf(table, index)
  const scope = expressionScope(table)
  const output = await send(
    table,
    operations.scan,
    {
      ...pageInput(table, options, scope),
      ...scope.attributes(),
      ...(segment && { Segment: segment.number, TotalSegments: segment.of }),
    },
    { signal },
  )
  const page = pageOf(output)
  checkAdvance('Scan', options.startAfter, page.lastKey)
  return page
}

/** The pages of a table or an index, each read when it is asked for. See {@link scanPage}. */
export const scanPages = (table: Table, options: Scan = {}): AsyncGenerator<Page, void, undefined> =>
  pagesFrom(options.startAfter, async startAfter => scanPage(table, { ...options, startAfter }))

/** The items of a table or an index. */
export const scan = (table: Table, options: Scan = {}): AsyncGenerator<PlainItem, void, undefined> =>
  itemsIn(scanPages(table, options))
