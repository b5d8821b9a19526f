import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Image } from '../../../core/attributes/attribute-value.ts'
import { exported, itemsInText } from './transfer.ts'

const bytes = fc.uint8Array({ maxLength: 12 }).map(each => Buffer.from(each).toString('base64'))
const number = fc.oneof(
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(String),
  fc
    .tuple(fc.integer({ min: -999, max: 999 }), fc.stringMatching(/^[0-9]{1,30}$/))
    .map(([a, b]) => `${a}.${b}`),
  fc.constantFrom('0', '1E-130', '9.9999999999999999999999999999999999999E125', '-1e10'),
)
const nonEmpty = { minLength: 1, maxLength: 3 }
const { value } = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ S: fc.string({ unit: 'binary' }) }),
    fc.record({ N: number }),
    fc.record({ B: bytes }),
    fc.record({ BOOL: fc.boolean() }),
    fc.constant({ NULL: true }),
    fc.record({ SS: fc.uniqueArray(fc.string(), nonEmpty) }),
    fc.record({ NS: fc.uniqueArray(number, nonEmpty) }),
    fc.record({ BS: fc.uniqueArray(bytes, nonEmpty) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 3 }) }),
    fc.record({
      M: fc.dictionary(
        fc.string().filter(name => name !== '__proto__'),
        tie('value'),
        { maxKeys: 3 },
      ),
    }),
  ),
}))
const name = fc.oneof(
  fc.constantFrom('Item', 'Items', 'S', 'M', 'N', 'id', 'constructor', 'toString'),
  fc.string({ minLength: 1 }).filter(each => each !== '__proto__'),
)
const item = fc.dictionary(name, value, { minKeys: 1, maxKeys: 5 }) as fc.Arbitrary<Image>

describe('export and import', () => {
  it('brings back every item as it was, whatever it holds', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 5 }), items => {
        expect(itemsInText(exported(items))).toEqual(items)
        expect(itemsInText(JSON.stringify(items))).toEqual(items)
        expect(itemsInText(JSON.stringify({ Items: items }, null, 2))).toEqual(items)
        expect(itemsInText(items.map(each => JSON.stringify(each)).join('\r\n'))).toEqual(items)
      }),
    )
  })

  it.each([
    ['', 'holds no item'],
    ['{"id":{"S":"a"}}\n{"id":"b"}', 'Item 2 cannot be used: item.id is a text without a type'],
    ['{"id":{"S":"a"}}\n{"id":', 'Line 2'],
    ['[{"id":{"N":"1"}},{"id":{"N":"one"}}]', 'Item 2 cannot be used: item.id is no number'],
    ['{"id":{"N":"123456789012345678901234567890123456789"}}', 'no number that DynamoDB takes'],
    ['{"id":{"B":"not base64!"}}', 'no base64'],
    ['{"id":{"M":{"a":{"BS":["AA"]}}}}', 'no base64'],
    ['{"id":{"Z":"x"}}', 'no type of DynamoDB'],
    ['{"id":{"M":{"__proto__":{"S":"x"}}}}', '__proto__'],
    ['3', 'it is no object'],
  ])('refuses %s, and says where', (text, words) => {
    expect(() => itemsInText(text)).toThrow(words)
  })
})
