import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { attributeValue } from '../../test/support/arbitraries.ts'
import { packed } from '../../test/support/packed-records.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import type { Envelope } from './envelope.ts'
import { blobKeyOf, looksOffloaded, readEnvelope, smallestPackedBytes, writeEnvelope } from './envelope.ts'
import { expandImage } from './expand-image.ts'
import { compressed, plainBytesOf } from './packed-value.ts'

const long = (text: string): AttributeValue => ({ S: text.padEnd(2_000, '.') })

const around = (value: AttributeValue, changes: Partial<Envelope> = {}): AttributeValue => {
  const { type, bytes } = plainBytesOf(value)
  const base = { type, isCompressed: true, isOffloaded: false, plainBytes: bytes.length }
  return writeEnvelope({ ...base, payload: compressed(bytes), ...changes })
}

const expanded = (value: AttributeValue): AttributeValue | undefined => expandImage({ a: value })['a']

/** The bytes of an envelope, put together here: what lies in tables was written so. */
const bytesOf = (
  letters: string,
  plainBytes: number,
  payload: Uint8Array,
  { mark = '\0tailrace', version = 1 } = {},
): { readonly B: string } => {
  const size = Buffer.alloc(4)
  size.writeUInt32BE(plainBytes)
  const head = Buffer.concat([Buffer.from(mark), Buffer.from([version]), Buffer.from(letters), size])
  const check = createHash('sha256').update(head).update(payload).digest().subarray(0, 8)
  return { B: Buffer.concat([head, check, payload]).toString('base64') }
}
const payload = Buffer.from('some bytes')

describe('the bytes of an envelope', () => {
  it.each([
    ['Jr', { type: 'J', isCompressed: false, isOffloaded: false }],
    ['Bz', { type: 'B', isCompressed: true, isOffloaded: false }],
    ['SR', { type: 'S', isCompressed: false, isOffloaded: true }],
    ['JZ', { type: 'J', isCompressed: true, isOffloaded: true }],
  ] as const)('are the same as ever, written and read: %s', (letters, what) => {
    const envelope = { ...what, plainBytes: 70_000, payload }

    expect(writeEnvelope(envelope)).toEqual(bytesOf(letters, 70_000, payload))
    expect(readEnvelope(bytesOf(letters, 70_000, payload))).toEqual(envelope)
  })

  it('may hold nothing, and a text from the least size on', () => {
    expect(readEnvelope(bytesOf('Br', 0, Buffer.alloc(0)))).toMatchObject({ type: 'B', plainBytes: 0 })
    expect(readEnvelope(bytesOf('Sz', 1_024, payload))).toMatchObject({ type: 'S', plainBytes: 1_024 })
    expect(readEnvelope(bytesOf('Sz', 1_023, payload))).toBeUndefined()
  })

  it.each<[string, AttributeValue]>([
    ['of another version', bytesOf('Jz', 9, payload, { version: 2 })],
    ['of another type', bytesOf('Nz', 9, payload)],
    ['of another place', bytesOf('Jx', 9, payload)],
    ['with another mark', bytesOf('Jz', 9, payload, { mark: '\0tailracf' })],
    ['that end before they hold anything', { B: Buffer.from('\0tailrace').toString('base64') }],
    ['that are a text', { S: 'a text' }],
  ])('are data where they are some %s', (_, value) => {
    expect(readEnvelope(value)).toBeUndefined()
  })

  it('are known for those of a value elsewhere by their length', () => {
    const digest = Buffer.alloc(32, 0xab)

    expect(looksOffloaded(bytesOf('JZ', 70_000, digest))).toBe(true)
    expect(looksOffloaded(bytesOf('JZ', 70_000, digest.subarray(0, 30)))).toBe(false)
    expect(looksOffloaded(bytesOf('JZ', 70_000, Buffer.alloc(34)))).toBe(false)
    expect(looksOffloaded({ S: 'a text' })).toBe(false)
  })

  it('of a value elsewhere say where its object lies', () => {
    expect(blobKeyOf(Buffer.from('0123456789abcdef', 'hex'))).toBe('large/01/0123456789abcdef')
  })
})

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
