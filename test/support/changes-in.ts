import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { StreamSource } from '../../engine/ports/stream-source.ts'

/** Every record that a stream holds, read to its end, shard by shard. */
export const changesIn = async (source: StreamSource): Promise<readonly StreamRecord[]> => {
  const { shards } = await source.shards(undefined)
  const ofShards = shards.map(async ({ shardId }) => {
    const found: StreamRecord[] = []
    let iterator: string | undefined = await source.iterator(shardId, { type: 'TRIM_HORIZON' })
    while (iterator !== undefined) {
      const { records, nextIterator } = await source.read(iterator)
      // An open shard has no end; nobody writes while this reads.
      if (records.length === 0) break
      found.push(...records)
      iterator = nextIterator
    }
    return found
  })
  return (await Promise.all(ofShards)).flat()
}
