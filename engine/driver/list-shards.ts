import type { ShardDescription } from '../ports/stream-source.ts'
import { SourceError } from '../ports/stream-source.ts'
import type { Mapping } from './mapping.ts'

/** Far more pages than a stream has; a cursor that never ends must not hold a listing for ever. */
const maxPages = 1_000

/** All shards of the stream, oldest first; `undefined` when the listing failed, which is never "there are none". */
export const listShards = async (mapping: Mapping): Promise<readonly ShardDescription[] | undefined> => {
  const shards = new Map<string, ShardDescription>()
  const cursors = new Set<string>()
  try {
    let cursor: string | undefined
    for (let page = 0; page < maxPages; page += 1) {
      const listing = await mapping.source.shards(cursor)
      for (const shard of listing.shards) shards.set(shard.shardId, shard)
      cursor = listing.cursor
      if (cursor === undefined) return [...shards.values()]
      if (cursors.has(cursor)) throw new Error(`the listing of shards repeats its cursor ${cursor}`)
      cursors.add(cursor)
    }
    throw new Error(`the listing of shards does not end after ${maxPages} pages`)
  } catch (error) {
    const problem = error instanceof SourceError ? error.problem : 'failed'
    const message = error instanceof Error ? error.message : String(error)
    mapping.tell({ event: 'SourceFailed', shardId: undefined, problem, message })
    return undefined
  }
}
