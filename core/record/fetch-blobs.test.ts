import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { reactionsDone } from '../../test/support/manual-clock.ts'
import { offloaded, packed } from '../../test/support/packed-records.ts'
import { recordOf } from '../../test/support/records.ts'
import type { Image } from '../attributes/attribute-value.ts'
import type { BlobStore } from '../blob/blob-store.ts'
import { raise } from '../errors/pipeline-error.ts'
import { sinkFaults } from '../errors/sink-faults.ts'
import { fetchBlobs, plainImage, plainRecord } from './fetch-blobs.ts'

const text = { S: 'a long text, '.repeat(200) }
const never = async (): Promise<void> => new Promise(() => undefined)

/** An image with a plain, a compressed and an offloaded attribute, and what it was before. */
const packedImage = async (store: BlobStore) => {
  const { value, key } = await offloaded(text, store)
  const plain: Image = { id: { S: '1' }, near: text, far: text }
  return { plain, image: { id: { S: '1' }, near: packed(text), far: value }, key }
}

describe('the plain image of an item', () => {
  it('has what is packed in it, and what lies in the store', async () => {
    const store = memoryBlobStore()
    const { plain, image } = await packedImage(store)

    expect(await plainImage(image, store)).toEqual(plain)
  })

  it('has what is packed in it where there is no store', async () => {
    expect(await plainImage({ near: packed(text) }, undefined)).toEqual({ near: text })
  })

  it('says where a value lies when that is asked for, and there is no store', async () => {
    const { image, key } = await packedImage(memoryBlobStore())
    const seen = await plainImage(image, undefined)

    expect(seen['near']).toEqual(text)
    expect(() => seen['far']).toThrow(
      expect.objectContaining({ code: 'blob.not-fetched', detail: { key } }) as Error,
    )
  })

  it('stands on both sides of a plain record', async () => {
    const store = memoryBlobStore()
    const { plain, image } = await packedImage(store)
    const record = recordOf({ seq: 1, before: image, after: image })
    const plainOne = recordOf({ seq: 1, before: plain, after: plain })

    expect(await plainRecord(record, store)).toEqual(plainOne)
  })

  it.each([{}, { dynamodb: {} }, { dynamodb: { Keys: { PK: { S: 'a' } } } }])(
    'is none where a record has none: %j',
    async record => {
      expect(await plainRecord(record, memoryBlobStore())).toEqual(record)
    },
  )
})

describe('fetching what images refer to', () => {
  it('lets the timer go once everything is there', async () => {
    const store = memoryBlobStore()
    const { image, key } = await packedImage(store)
    const signals: AbortSignal[] = []

    const found = await fetchBlobs([recordOf({ seq: 1, after: image })], store, async signal => {
      signals.push(signal)
      return never()
    })

    expect([...found.keys()]).toEqual([key])
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })

  it('asks nobody, not even for the time, where they refer to nothing', async () => {
    const store = { ...memoryBlobStore(), get: async () => Promise.reject(new Error('asked')) }
    const timeUp = async (): Promise<void> => Promise.reject(new Error('asked for the time'))
    const record = recordOf({ seq: 1, after: { near: packed(text), far: text } })

    expect(await fetchBlobs([record], store, timeUp)).toEqual(new Map())
    expect(await fetchBlobs(undefined as never, store, timeUp)).toEqual(new Map())
    expect(await fetchBlobs([null as never, {}], store, timeUp)).toEqual(new Map())
  })

  it('finds it on either side, and asks for each of them once', async () => {
    const store = memoryBlobStore()
    const { value: now, key } = await offloaded(text, store)
    const { value: then, key: other } = await offloaded({ S: `${text.S}.` }, store)
    const asked: string[] = []
    const counting: BlobStore = {
      ...store,
      get: async (name, signal) => {
        asked.push(name)
        return store.get(name, signal)
      },
    }
    const records = [1, 2].map(seq => recordOf({ seq, before: { far: then }, after: { far: now } }))

    const found = await fetchBlobs(records, counting, never)

    expect(asked.toSorted()).toEqual([key, other].toSorted())
    expect([...found.keys()].toSorted()).toEqual([key, other].toSorted())
  })

  it.each<[string, () => Promise<Uint8Array | undefined>, string]>([
    ['it is not there', async () => Promise.resolve(undefined), 'blob.missing'],
    ['it is another', async () => Promise.resolve(Buffer.from('other')), 'blob.damaged'],
    ['the store fails', async () => Promise.reject(new Error('away')), 'blob.unavailable'],
    [
      'the store says what it is itself',
      async () => Promise.reject(raise(sinkFaults, 'sink.unavailable', { sink: 'blobs', reason: 'away' })),
      'sink.unavailable',
    ],
  ])('gives the reason in its place where %s', async (_, get, code) => {
    const store = memoryBlobStore()
    const { image, key } = await packedImage(store)

    const found = await fetchBlobs([recordOf({ seq: 1, after: image })], { ...store, get }, never)

    expect(found.get(key)).toMatchObject({ code })
  })

  it('takes sixteen at a time, and begins no more when time is up', async () => {
    const store = memoryBlobStore()
    const values = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => offloaded({ S: `${text.S}${index}` }, store)),
    )
    const records = values.map(({ value }, index) => recordOf({ seq: index + 1, after: { far: value } }))
    const [timeUp, all] = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()]
    let asked = 0
    const slow: BlobStore = {
      ...store,
      get: async key => {
        asked += 1
        await all.promise
        return store.get(key)
      },
    }

    const fetching = fetchBlobs(records, slow, async () => timeUp.promise)
    timeUp.resolve(undefined)
    const found = await fetching
    const codes = (): readonly unknown[] => [...found.values()].map(each => (each as { code?: string }).code)
    expect(asked).toBe(16)
    expect(codes()).toEqual(values.map(() => 'blob.unavailable'))

    // What was late changes nothing any more.
    all.resolve(undefined)
    await reactionsDone()
    expect(asked).toBe(16)
    expect(codes()).toEqual(values.map(() => 'blob.unavailable'))
  })

  it('stops the store when time is up, and says what did not come', async () => {
    const store = memoryBlobStore()
    const { image, key } = await packedImage(store)
    const signals: AbortSignal[] = []
    const slow: BlobStore = {
      ...store,
      get: async (_, signal) => {
        if (signal !== undefined) signals.push(signal)
        return new Promise<never>(() => undefined)
      },
    }

    const found = await fetchBlobs([recordOf({ seq: 1, after: image })], slow, async () => Promise.resolve())

    expect(found.get(key)).toMatchObject({ code: 'blob.unavailable' })
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
  })
})
