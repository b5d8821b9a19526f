import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { image } from '../../test/support/arbitraries.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import { applyDiff } from './apply-diff.ts'
import { attributeAt, attributeChanged } from './attribute-at.ts'
import { diffImages } from './image-diff.ts'
import { sameAttribute } from './same-attribute.ts'

const long = '1234567890123456789012345678901234567'
const of = (value: AttributeValue): Image => ({ a: value })

/** Of few names and values, so that two of them have much in common. */
const related = fc.letrec<{ value: AttributeValue; image: Image }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.constantFrom<AttributeValue>({ S: 'x' }, { S: '1' }, { N: '1' }, { N: '1.0' }, { NULL: true }),
    fc.constantFrom<AttributeValue>({ BOOL: true }, { BOOL: false }, { B: 'AA==' }, { BS: ['AA=='] }),
    fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 }).map(NS => ({ NS })),
    fc.uniqueArray(fc.constantFrom('1', '1.0', '2'), { minLength: 1 }).map(SS => ({ SS })),
    fc.array(tie('value'), { maxLength: 3 }).map(L => ({ L })),
    tie('image').map(M => ({ M })),
  ),
  image: fc.dictionary(fc.constantFrom('a', 'b', '__proto__'), tie('value'), { maxKeys: 2 }),
})).image

describe('diffImages', () => {
  it.each<[string, AttributeValue, AttributeValue]>([
    ['a set in another order', { SS: ['x', 'y'] }, { SS: ['y', 'x'] }],
    ['a number spelt in another way', { N: '1.0' }, { N: '1' }],
    ['a number set spelt in another way', { NS: ['1.0', '2'] }, { NS: ['2', '1'] }],
    [
      'a map in another order',
      { M: { x: { S: '1' }, y: { S: '2' } } },
      { M: { y: { S: '2' }, x: { S: '1' } } },
    ],
  ])('finds no difference in %s', (_, before, after) => {
    expect(diffImages(of(before), of(after))).toEqual([])
  })

  it.each<[string, AttributeValue, AttributeValue]>([
    ['another type with the same text', { N: '1' }, { S: '1' }],
    ['the last of 38 digits', { N: `${long}1` }, { N: `${long}2` }],
    [
      'the last of 30 decimals',
      { N: '0.100000000000000000000000000001' },
      { N: '0.100000000000000000000000000002' },
    ],
    ['NULL against text', { NULL: true }, { S: '' }],
  ])('sees %s change', (_, from, to) => {
    expect(diffImages(of(from), of(to))).toEqual([{ op: 'change', path: ['a'], from, to }])
  })

  it('names the members that a set won and lost', () => {
    expect(diffImages(of({ SS: ['x', 'y'] }), of({ SS: ['y', 'z'] }))).toEqual([
      { op: 'set', path: ['a'], type: 'SS', added: ['z'], removed: ['x'] },
    ])
  })

  it('compares the members of a number set by value', () => {
    expect(diffImages(of({ NS: ['1.0', '2'] }), of({ NS: ['1', '3'] }))).toEqual([
      { op: 'set', path: ['a'], type: 'NS', added: ['3'], removed: ['2'] },
    ])
  })

  it('compares the members of a text set by their text', () => {
    expect(diffImages(of({ SS: ['1.0'] }), of({ SS: ['1'] }))).toEqual([
      { op: 'set', path: ['a'], type: 'SS', added: ['1'], removed: ['1.0'] },
    ])
  })

  it('names the nested key', () => {
    const before = of({ M: { city: { S: 'Bern' }, zip: { S: '3000' } } })
    const after = of({ M: { city: { S: 'Thun' }, zip: { S: '3000' } } })

    expect(diffImages(before, after)).toEqual([
      { op: 'change', path: ['a', 'city'], from: { S: 'Bern' }, to: { S: 'Thun' } },
    ])
  })

  it('tells NULL from missing', () => {
    expect(diffImages(of({ NULL: true }), {})).toEqual([{ op: 'remove', path: ['a'], from: { NULL: true } }])
    expect(diffImages({}, of({ NULL: true }))).toEqual([{ op: 'add', path: ['a'], to: { NULL: true } }])
  })

  it('takes an item that appears or disappears as a whole', () => {
    const item = of({ S: 'x' })

    expect(diffImages(undefined, item)).toEqual([{ op: 'add', path: [], to: { M: item } }])
    expect(diffImages(item, undefined)).toEqual([{ op: 'remove', path: [], from: { M: item } }])
    expect(diffImages(undefined, undefined)).toEqual([])
  })

  it('is not fooled by attributes named like properties of objects', () => {
    expect(diffImages({}, { constructor: { S: 'x' } })).toEqual([
      { op: 'add', path: ['constructor'], to: { S: 'x' } },
    ])
    expect(diffImages({ toString: { S: 'x' } }, {})).toHaveLength(1)
  })
})

describe('applyDiff', () => {
  it('leads from the old image to the new one', () => {
    fc.assert(
      fc.property(
        fc.option(image, { nil: undefined }),
        fc.option(image, { nil: undefined }),
        (before, after) => {
          const reached = applyDiff(before, diffImages(before, after))

          expect(attributeChanged(reached && { M: reached }, after && { M: after })).toBe(false)
        },
      ),
    )
  })

  it('leads there too where the two have much in common', () => {
    fc.assert(
      fc.property(related, related, (before, after) => {
        const reached = applyDiff(before, diffImages(before, after))

        expect(attributeChanged(reached && { M: reached }, { M: after })).toBe(false)
        expect(sameAttribute({ M: before }, { M: after })).toBe(diffImages(before, after).length === 0)
      }),
      { numRuns: 1_000 },
    )
  })

  it('leads from an image to itself by nothing', () => {
    fc.assert(
      fc.property(image, same => {
        expect(diffImages(same, structuredClone(same))).toEqual([])
      }),
    )
  })
})

describe('sameAttribute', () => {
  it('agrees with the diff', () => {
    fc.assert(
      fc.property(image, image, (a, b) => {
        expect(sameAttribute({ M: a }, { M: b })).toBe(diffImages(a, b).length === 0)
      }),
    )
  })
})

describe('attributeAt', () => {
  const item: Image = {
    address: { M: { city: { S: 'Bern' } } },
    lines: { L: [{ M: { sku: { S: 'A-1' } } }] },
    'dotted.name': { S: 'whole' },
  }

  it.each<[string, AttributeValue | undefined]>([
    ['address.city', { S: 'Bern' }],
    ['lines.0.sku', { S: 'A-1' }],
    ['lines.1.sku', undefined],
    ['dotted.name', { S: 'whole' }],
    ['address.constructor', undefined],
    ['constructor', undefined],
    ['address.city.further', undefined],
  ])('finds %s', (path, found) => {
    expect(attributeAt(item, path)).toEqual(found)
  })

  it('says whether an attribute changed, by value', () => {
    expect(attributeChanged({ N: '1' }, { N: '2' })).toBe(true)
    expect(attributeChanged({ N: '1' }, { N: '1.0' })).toBe(false)
    expect(attributeChanged({ NULL: true }, undefined)).toBe(true)
    expect(attributeChanged(undefined, undefined)).toBe(false)
  })
})
