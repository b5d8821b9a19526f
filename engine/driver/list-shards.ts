import { reasonOf } from '../../core/errors/thrown.ts'
import type { ShardDescription, StreamStatus } from '../ports/stream-source.ts'
import { SourceError } from '../ports/stream-source.ts'
import type { StreamViewType } from '../../core/record/stream-record.ts'
import type { Mapping } from './mapping.ts'

/** Far more pages than a stream has; a cursor that never ends must not hold a listing for ever. */
const maxPages = 1_000

/** All that a listing says, its pages put together. */
export interface Listing {
  readonly shards: readonly ShardDescription[]
  readonly status: StreamStatus | undefined
  readonly viewType: StreamViewType | undefined
}

/** What became of a listing. A failed one is never "there are no shards"; only `gone` is for ever. */
export type Listed =
  { readonly type: 'listed'; readonly listing: Listing } | { readonly type: 'failed' | 'gone' }

const allPages = async ({ source }: Pick<Mapping, 'source'>): Promise<Listing> => {
  const shards = new Map<string, ShardDescription>()
  const cursors = new Set<string>()
  let cursor: string | undefined
  for (let page = 0; page < maxPages; page += 1) {
    const { shards: found, cursor: next, status, viewType } = await source.shards(cursor)
    for (const shard of found) shards.set(shard.shardId, shard)
    if (next === undefined || next === '') return { shards: [...shards.values()], status, viewType }
    if (cursors.has(next)) throw new Error(`the listing of shards repeats its cursor ${next}`)
    cursors.add(next)
    cursor = next
  }
  throw new Error(`the listing of shards does not end after ${maxPages} pages`)
}

/** Lists the stream. What goes wrong is told, not thrown. */
export const listShards = async (mapping: Mapping): Promise<Listed> => {
  try {
    return { type: 'listed', listing: await allPages(mapping) }
  } catch (error) {
    const problem = error instanceof SourceError ? error.problem : 'failed'
    mapping.tell({ event: 'SourceFailed', shardId: undefined, problem, message: reasonOf(error) })
    return { type: problem === 'not-found' ? 'gone' : 'failed' }
  }
}
