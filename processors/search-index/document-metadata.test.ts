import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { hashOf, isAtLeast, keysOfOwner, metadataIn, ownerOf } from './document-metadata.ts'

const part = fc.oneof(
  fc.string().map(S => ({ S })),
  fc.integer().map(N => ({ N: String(N) })),
)
const name = fc.oneof(
  fc.constantFrom('pk', 'sk', 'a', 'a!', 'a,', 'B', 'é', '10', '2'),
  fc.string({ minLength: 1 }),
)
const entries = fc.uniqueArray(
  fc.tuple(
    name.filter(each => each !== '__proto__'),
    part,
  ),
  {
    minLength: 1,
    maxLength: 3,
    selector: ([each]) => each,
  },
)
const imageOf = (given: readonly (readonly [string, Image[string]])[]): Image => Object.fromEntries(given)

describe('the owner of a document', () => {
  it('is one text for one key, in whatever order its attributes stand, and leads back to it', () => {
    fc.assert(
      fc.property(entries, given => {
        const [keys, turned] = [imageOf(given), imageOf(given.toReversed())]

        expect(ownerOf(turned)).toBe(ownerOf(keys))
        expect(keysOfOwner(ownerOf(keys))).toEqual(keys)
      }),
    )
  })

  it('is another text for another key', () => {
    fc.assert(
      fc.property(entries, entries, (a, b) => {
        const [one, other] = [imageOf(a), imageOf(b)]
        const isSame =
          JSON.stringify(Object.entries(one).toSorted()) === JSON.stringify(Object.entries(other).toSorted())

        expect(ownerOf(one) === ownerOf(other)).toBe(isSame)
      }),
    )
  })

  it('has the names of its attributes in the order of their characters', () => {
    const S = { S: '1' }

    expect(ownerOf({ sk: S, pk: S })).toBe('{"pk":{"S":"1"},"sk":{"S":"1"}}')
    expect(ownerOf({ pk: S, sk: S })).toBe('{"pk":{"S":"1"},"sk":{"S":"1"}}')
    expect(ownerOf({ b: S, B: S, a: S })).toBe('{"B":{"S":"1"},"a":{"S":"1"},"b":{"S":"1"}}')
    expect(ownerOf({ a: S, c: S, b: S })).toBe('{"a":{"S":"1"},"b":{"S":"1"},"c":{"S":"1"}}')
    expect(ownerOf({ pk: S })).toBe('{"pk":{"S":"1"}}')
  })

  it.each(['', '-', '7', '"a"', 'null', 'true', '{'])('is no key where its text is %s', text => {
    expect(keysOfOwner(text)).toBeUndefined()
  })
})

describe('the hash of a document', () => {
  it('is 132 bits of SHA-256, which name a text', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        const digest = createHash('sha256').update(text).digest('base64url')

        expect(hashOf(text)).toHaveLength(22)
        expect(digest.startsWith(hashOf(text))).toBe(true)
      }),
    )
  })
})

describe('metadata', () => {
  const number = '123456789012345678901'
  const whole = { stream: 's', seq: number, owner: 'o', hash: 'h', run: 'r' }

  it.each<[string | undefined, object]>([
    [undefined, {}],
    ['null', {}],
    ['7', {}],
    ['"text"', {}],
    ['{}', {}],
    [JSON.stringify(whole), { ...whole, isOfRecord: true }],
    [JSON.stringify({ ...whole, other: 1 }), { ...whole, isOfRecord: true }],
    ['{"stream":1,"seq":2,"owner":null,"hash":{},"run":[]}', {}],
    ['{"stream":"","owner":"","hash":"","run":""}', { stream: '', owner: '', hash: '', run: '' }],
    ['{"seq":"shardId-0:49600"}', { isOfRecord: true }],
  ])('of %s says just what is there to be read', (text, expected) => {
    expect(metadataIn(text)).toEqual(expected)
  })

  it.each<[object, boolean]>([
    [{ stream: 's', seq: '7' }, true],
    [{ stream: 's', seq: '8' }, true],
    [{ stream: 's', seq: '10' }, true],
    [{ stream: 's', seq: '6' }, false],
    [{ stream: 't', seq: '8' }, false],
    [{ seq: '8' }, false],
    [{ stream: 's' }, false],
    [{}, false],
  ])('%j is of record 7 of stream s or a later one: %s', (metadata, expected) => {
    expect(isAtLeast(metadata, { streamArn: 's', sequenceNumber: '7' })).toBe(expected)
  })
})
