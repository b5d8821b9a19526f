import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { offloaded, packed } from '../../test/support/packed-records.ts'
import { recordOf } from '../../test/support/records.ts'
import type { Image } from '../attributes/attribute-value.ts'
import type { BlobStore } from '../blob/blob-store.ts'
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
    expect(() => seen['far']).toThrow(key)
  })

  it('stands on both sides of a plain record', async () => {
    const store = memoryBlobStore()
    const { plain, image } = await packedImage(store)
    const record = recordOf({ seq: 1, before: image, after: image })
    const plainOne = recordOf({ seq: 1, before: plain, after: plain })

    expect(await plainRecord(record, store)).toEqual(plainOne)
  })
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
