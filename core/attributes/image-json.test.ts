import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { image } from '../../test/support/arbitraries.ts'
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

  it('writes only the attributes asked for', () => {
    expect(imageJson({ a: { S: '1' }, b: { S: '2' }, c: { S: '3' } }, ['c', 'a', 'z'])).toBe(
      '{"c":"3","a":"1"}',
    )
  })
})
