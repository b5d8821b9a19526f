import { describe, expect, it } from 'vitest'
import type { CheckpointStore } from '../../engine/ports/checkpoint-store.ts'
import { leaseMarksContract } from './lease-marks.contract.ts'

const [stream, other] = ['arn:a/stream/1', 'arn:a/stream/2']

/** What every checkpoint store has to do; `make` gives an empty one. */
export const checkpointStoreContract = (name: string, make: () => CheckpointStore): void => {
  leaseMarksContract(`${name} of checkpoints`, () => {
    const store = make()
    return thing => store.marks(thing)
  })

  describe(`${name} as a checkpoint store`, () => {
    it('knows nothing of a mapping at first', async () => {
      const store = make()

      expect(await store.load('m', stream)).toEqual(new Map())
      expect(await store.streams('m')).toEqual([])
    })

    it('gives back the last checkpoint of each shard', async () => {
      const store = make()
      await store.save('m', stream, 'a', { type: 'after', sequenceNumber: '1' })
      await store.save('m', stream, 'a', { type: 'after', sequenceNumber: '2' })
      await store.save('m', stream, 'b', { type: 'shard-end' })
      await store.save('m', stream, 'c', { type: 'latest', atMs: 7, sequenceNumber: '6' })
      await store.save('m', stream, 'd', { type: 'latest', atMs: 7, sequenceNumber: undefined })

      const found = await store.load('m', stream)

      expect(found).toEqual(
        new Map([
          ['a', { type: 'after', sequenceNumber: '2' }],
          ['b', { type: 'shard-end' }],
          ['c', { type: 'latest', atMs: 7, sequenceNumber: '6' }],
          ['d', { type: 'latest', atMs: 7, sequenceNumber: undefined }],
        ]),
      )
    })

    it('keeps mappings apart', async () => {
      const store = make()
      await store.save('m', stream, 'a', { type: 'after', sequenceNumber: '1' })
      await store.save('n', stream, 'a', { type: 'after', sequenceNumber: '9' })

      expect((await store.load('m', stream)).get('a')).toEqual({ type: 'after', sequenceNumber: '1' })
    })

    it('keeps streams apart whose shards go by the same name, and knows of both', async () => {
      const store = make()
      await store.save('m', stream, 'a', { type: 'after', sequenceNumber: '1' })
      await store.save('m', other, 'a', { type: 'shard-end' })

      expect((await store.load('m', stream)).get('a')).toEqual({ type: 'after', sequenceNumber: '1' })
      expect((await store.load('m', other)).get('a')).toEqual({ type: 'shard-end' })
      expect((await store.streams('m')).toSorted()).toEqual([stream, other])
    })

    it('takes any text as a name', async () => {
      const store = make()
      const names = ['__proto__', 'constructor', 'version', 'mappings', 'a/b', '..', 'ü 🙂', '']
      for (const each of names)
        await store.save(each, each, each, { type: 'after', sequenceNumber: String(names.indexOf(each)) })

      for (const each of names)
        expect((await store.load(each, each)).get(each)).toEqual({
          type: 'after',
          sequenceNumber: String(names.indexOf(each)),
        })
    })

    it('keeps all of many saves at once', async () => {
      const store = make()
      const shards = Array.from({ length: 20 }, (_, index) => `shard-${index}`)

      await Promise.all(shards.map(async shard => store.save('m', stream, shard, { type: 'shard-end' })))

      expect([...(await store.load('m', stream)).keys()].sort()).toEqual([...shards].sort())
    })
  })
}
