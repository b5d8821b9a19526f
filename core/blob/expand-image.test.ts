import { describe, expect, it } from 'vitest'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { offloaded, packed } from '../../test/support/packed-records.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { expandImage } from './expand-image.ts'

const text: AttributeValue = { S: 'a'.repeat(2_000) }

describe('an image of which a value lies elsewhere', () => {
  it('has it where its content was fetched, and keeps the others as they are', async () => {
    const store = memoryBlobStore()
    const { value, key } = await offloaded(text, store)
    const bytes = (await store.get(key)) as Uint8Array
    const image = { PK: { S: 'a' }, far: value, near: packed(text) }

    expect(expandImage(image, new Map([[key, bytes]]))).toEqual({ PK: { S: 'a' }, far: text, near: text })
  })

  it('throws when it is read why its content could not be had, and only then', async () => {
    const { value, key } = await offloaded(text, memoryBlobStore())
    const away = new Error('away')
    const image = { PK: { S: 'a' }, far: value, near: packed(text) }
    const [failed, unknown] = [expandImage(image, new Map([[key, away]])), expandImage(image)]

    expect([failed['near'], unknown['near']]).toEqual([text, text])
    expect(() => failed['far']).toThrow(away)
    expect(() => unknown['far']).toThrow(expect.objectContaining({ code: 'blob.not-fetched' }))
    expect(() => expandImage(image, new Map())['far']).toThrow(key)
  })

  it('keeps bytes that only begin as an envelope does, and is itself where none do', () => {
    const bytes = { B: Buffer.from('\0tailrace and no more than that').toString('base64') }
    const plain = { PK: { S: 'a' }, data: { B: 'AQI=' } }

    expect(expandImage({ ...plain, bytes })).toEqual({ ...plain, bytes })
    expect(expandImage(plain)).toBe(plain)
  })

  it('is an image like any other to who copies it or takes something out', () => {
    const image = expandImage({ PK: { S: 'a' }, near: packed(text) })

    expect({ ...image }).toEqual({ PK: { S: 'a' }, near: text })
    expect(Reflect.deleteProperty(image, 'near')).toBe(true)
    expect(image).toEqual({ PK: { S: 'a' } })
  })
})
