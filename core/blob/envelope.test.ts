import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeValue } from '../../test/support/arbitraries.ts'
import { packed } from '../../test/support/packed-records.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import type { Envelope } from './envelope.ts'
import { readEnvelope, smallestPackedBytes, writeEnvelope } from './envelope.ts'
import { expandImage } from './expand-image.ts'
import { compressed, plainBytesOf } from './packed-value.ts'

const long = (text: string): AttributeValue => ({ S: text.padEnd(2_000, '.') })

const around = (value: AttributeValue, changes: Partial<Envelope> = {}): AttributeValue => {
  const { type, bytes } = plainBytesOf(value)
  const base = { type, isCompressed: true, isOffloaded: false, plainBytes: bytes.length }
  return writeEnvelope({ ...base, payload: compressed(bytes), ...changes })
}

const expanded = (value: AttributeValue): AttributeValue | undefined => expandImage({ a: value })['a']

describe('an envelope', () => {
  it('gives back every value that can be large, to the last digit', { timeout: 60_000 }, () => {
    const large = attributeValue.map((value): AttributeValue => ({
      L: [value, long('x'), { N: '12345678901234567890123456789012345678' }],
    }))
    fc.assert(
      fc.property(fc.oneof(large, fc.string({ unit: 'binary' }).map(long)), value => {
        expect(expanded(packed(value))).toEqual(value)
      }),
    )
  })

  it('is not seen in binary data that is none, not even with one bit changed', () => {
    const { B } = around(long('x')) as { readonly B: string }
    fc.assert(
      fc.property(fc.nat({ max: Buffer.from(B, 'base64').length * 8 - 1 }), bit => {
        const bytes = Buffer.from(B, 'base64')
        bytes[bit >> 3]! ^= 1 << (bit & 7)
        const data = { B: bytes.toString('base64') }

        expect(expanded(data)).toEqual(data)
      }),
    )
  })

  it('is kept as data when it was packed as data', () => {
    const data = around(long('x'))

    expect(expanded(packed(data))).toEqual(data)
  })

  it('never holds a short text, which a pushed-down pattern would have to see', () => {
    const { plainBytes } = readEnvelope(around(long('x')))!
    const short = around({ S: 'x'.repeat(smallestPackedBytes - 1) })

    expect(plainBytes).toBe(2_000)
    expect(expanded(short)).toEqual(short)
  })

  it.each<readonly [string, AttributeValue]>([
    ['more than it says', around(long('x'), { plainBytes: 1_999 })],
    ['less than it says', around(long('x'), { plainBytes: 2_001 })],
    ['no zstd', around(long('x'), { payload: Buffer.from('not zstd') })],
    [
      'another type than it may',
      around(long('x'), { type: 'J', payload: compressed(Buffer.from('{"S":"x"}')), plainBytes: 9 }),
    ],
  ])('that holds %s is damaged', (_, value) => {
    expect(() => expanded(value)).toThrow('cannot be unpacked')
  })

  it('is opened when its attribute is read, and only once', () => {
    const image = expandImage({
      a: around(long('x'), { payload: Buffer.from('not zstd') }),
      b: packed(long('y')),
    })

    expect(image['b']).toBe(image['b'])
    expect(Object.keys(image)).toEqual(['a', 'b'])
    expect(() => image['a']).toThrow()
  })

  it('costs an image without one nothing: it is the same object', () => {
    const image = { a: { S: 'x' }, b: { B: 'AAAA' } }

    expect(expandImage(image)).toBe(image)
  })
})
