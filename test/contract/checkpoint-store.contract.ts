import { describe, expect, it } from 'vitest'
import type { CheckpointStore } from '../../engine/ports/checkpoint-store.ts'

/** What every checkpoint store has to do; `make` gives an empty one. */
export const checkpointStoreContract = (name: string, make: () => CheckpointStore): void => {
  describe(`${name} as a checkpoint store`, () => {
    it('knows nothing of a mapping at first', async () => {
      expect(await make().load('m')).toEqual(new Map())
    })

    it('gives back the last checkpoint of each shard', async () => {
      const store = make()
      await store.save('m', 'a', { type: 'after', sequenceNumber: '1' })
      await store.save('m', 'a', { type: 'after', sequenceNumber: '2' })
      await store.save('m', 'b', { type: 'shard-end' })
      await store.save('m', 'c', { type: 'latest', atMs: 7, sequenceNumber: '6' })

      const found = await store.load('m')

      expect(found).toEqual(
        new Map([
          ['a', { type: 'after', sequenceNumber: '2' }],
          ['b', { type: 'shard-end' }],
          ['c', { type: 'latest', atMs: 7, sequenceNumber: '6' }],
        ]),
      )
    })

    it('keeps mappings apart', async () => {
      const store = make()
      await store.save('m', 'a', { type: 'after', sequenceNumber: '1' })
      await store.save('n', 'a', { type: 'after', sequenceNumber: '9' })

      expect((await store.load('m')).get('a')).toEqual({ type: 'after', sequenceNumber: '1' })
    })

    it('keeps all of many saves at once', async () => {
      const store = make()
      const shards = Array.from({ length: 20 }, (_, index) => `shard-${index}`)

      await Promise.all(shards.map(async shard => store.save('m', shard, { type: 'shard-end' })))

      expect([...(await store.load('m')).keys()].sort()).toEqual([...shards].sort())
    })
  })
}
