import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { image } from '../../test/support/arbitraries.ts'
import type { Image } from './attribute-value.ts'
import { canonicalJson } from './canonical-json.ts'
import { canonicalNumber } from './decimal.ts'
import { imageJson } from './image-json.ts'
import { unmarshalImage } from './unmarshal.ts'

/** Numbers of more digits than JavaScript has would be lost in a parse, so they are read as text. */
const digitsKept = (_: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === 'number' ? `number ${canonicalNumber(context?.source ?? '')}` : value

describe('imageJson', () => {
  it('says what the item says, as JSON', () => {
    fc.assert(
      fc.property(image, each => {
        fc.pre(!/"(SS|NS|BS)"/.test(JSON.stringify(each)))
        const direct = JSON.parse(imageJson(each), digitsKept) as unknown
        const plain = JSON.parse(canonicalJson(unmarshalImage(each)), digitsKept) as unknown
        expect(direct).toEqual(plain)
      }),
    )
  })

  it('keeps every digit, every member and every byte', () => {
    const text = imageJson({
      long: { N: '12345678901234567890123456789012345678' },
      small: { N: '1E-7' },
      names: { SS: ['b', 'a"'] },
      counts: { NS: ['1', '2.50'] },
      bytes: { B: 'AQI=' },
      deep: { M: { list: { L: [{ NULL: true }, { BOOL: false }, { S: '' }] } } },
    })

    expect(text).toBe(
      '{"long":12345678901234567890123456789012345678,"small":0.0000001,"names":["b","a\\""],"counts":[1,2.50],' +
        '"bytes":"AQI=","deep":{"list":[null,false,""]}}',
    )
  })

  it('writes sets of bytes as lists of base64', () => {
    expect(imageJson({ files: { BS: ['AQI=', 'Aw=='] } })).toBe('{"files":["AQI=","Aw=="]}')
  })

  it.each<[string, Image]>([
    ['lines.1.price', { lines: { L: [{ S: '' }, { M: { price: { N: 'x' } } }] } }],
    ['sizes.2', { sizes: { NS: ['1', '2', 'x'] } }],
    ['n', { n: { N: '1'.repeat(39) } }],
  ])('says of a number that is none that it is at %s', (path, each) => {
    expect(() => imageJson(each)).toThrow(
      expect.objectContaining({
        code: 'record.number-invalid',
        detail: expect.objectContaining({ path }) as unknown,
      }) as Error,
    )
  })

  it('writes only the attributes asked for', () => {
    expect(imageJson({ a: { S: '1' }, b: { S: '2' }, c: { S: '3' } }, ['c', 'a', 'z'])).toBe(
      '{"c":"3","a":"1"}',
    )
  })
})
