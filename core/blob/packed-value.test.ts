import { describe, expect, it } from 'vitest'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import type { Envelope } from './envelope.ts'
import { compressed, plainBytesOf, unpackedValue } from './packed-value.ts'

const unpacked = (bytes: Uint8Array, changes: Partial<Envelope> = {}): AttributeValue =>
  unpackedValue(
    {
      ...{ type: 'J', isCompressed: false, isOffloaded: false, plainBytes: bytes.length, payload: bytes },
      ...changes,
    },
    bytes,
    'Attribute a',
  )

describe('a packed value', () => {
  it.each<AttributeValue>([
    { S: 'a text' },
    { B: 'AAEC' },
    { B: '' },
    { M: { a: { N: '1' } } },
    { L: [{ NULL: true }] },
    { SS: ['a'] },
    { NS: ['1'] },
    { BS: ['AA=='] },
  ])('is what it was before, compressed or as it is: %j', value => {
    const { type, bytes } = plainBytesOf(value)
    const plainBytes = bytes.length

    expect(unpacked(bytes, { type })).toEqual(value)
    expect(unpacked(compressed(bytes), { type, isCompressed: true, plainBytes })).toEqual(value)
  })

  it.each([
    ['no type', '{}', 'it holds no map, list or set'],
    ['two types', '{"L":[],"M":{}}', 'it holds no map, list or set'],
    ['a type that is packed otherwise', '{"S":"a"}', 'it holds no map, list or set'],
    ['a list of JSON', '[]', 'it holds no map, list or set'],
    ['null', 'null', 'null'],
    ['no JSON', '{', 'JSON'],
  ])('that should be JSON and holds %s is damaged, which is said', (_, text, words) => {
    const bytes = Buffer.from(text)

    expect(() => unpacked(bytes)).toThrow(words)
    expect(() => unpacked(bytes)).toThrow('Attribute a')
  })

  it('says what it was read with where that led to it, and nothing where nothing did', () => {
    const failureOf = (text: string): unknown => {
      try {
        return unpacked(Buffer.from(text))
      } catch (error) {
        return error
      }
    }

    expect(failureOf('{')).toMatchObject({ code: 'blob.damaged', cause: expect.any(SyntaxError) as Error })
    expect(failureOf('{}')).toMatchObject({ code: 'blob.damaged' })
    expect(failureOf('{}')).not.toHaveProperty('cause')
  })

  it.each([
    ['fewer', 1],
    ['more', -1],
  ])('that has %s bytes than it says is damaged, compressed or not', (_, more) => {
    const bytes = Buffer.from('a text')
    const says = { type: 'S' as const, plainBytes: bytes.length + more }

    expect(() => unpacked(bytes, says)).toThrow(`6 bytes, not ${6 + more}`)
    expect(() => unpacked(compressed(bytes), { ...says, isCompressed: true })).toThrow('Attribute a')
  })
})
