import type { PlainItem } from '../../core/attributes/unmarshal.ts'
import type { SdkItem } from '../items/values.ts'
import { plainItem } from '../items/values.ts'
import type { Key } from '../items/key.ts'

/** One page of a query or a scan. */
export interface Page {
  /** Those that the filter let through, in the order of the key. */
  readonly items: readonly PlainItem[]
  /** Where the next page begins; `undefined` after the last. */
  readonly lastKey: Key | undefined
  /** Items read, and paid for. */
  readonly scanned: number
  /** Items that the filter let through. A low share of those scanned asks for a better key or a sparse index. */
  readonly returned: number
}

interface PageOutput {
  readonly Items?: SdkItem[] | undefined
  readonly LastEvaluatedKey?: SdkItem | undefined
  readonly ScannedCount?: number | undefined
  readonly Count?: number | undefined
}

/** An answer of the SDK as a page. */
export const pageOf = ({ Items = [], LastEvaluatedKey, ScannedCount, Count }: PageOutput): Page => ({
  items: Items.map(plainItem),
  lastKey: LastEvaluatedKey && plainItem(LastEvaluatedKey),
  scanned: ScannedCount ?? Items.length,
  returned: Count ?? Items.length,
})

/** Page after page, each read when it is asked for. */
export const pagesFrom = async function* (
  startAfter: Key | undefined,
  read: (startAfter: Key | undefined) => Promise<Page>,
): AsyncGenerator<Page, void, undefined> {
  let next = startAfter
  do {
    const page = await read(next)
    yield page
    next = page.lastKey
  } while (next !== undefined)
}

/** The items of pages, one by one. */
export const itemsIn = async function* (
  pages: AsyncIterable<Page>,
): AsyncGenerator<PlainItem, void, undefined> {
  for await (const { items } of pages) yield* items
}

/** All that an iterator yields, in memory: for what is known to be short. */
export const collect = async <T>(items: AsyncIterable<T>): Promise<readonly T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
