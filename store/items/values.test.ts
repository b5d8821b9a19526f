import { marshall } from '@aws-sdk/util-dynamodb'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { itemBytes } from './item-size.ts'
import type { WriteRules } from './values.ts'
import { plainItem, sdkItem } from './values.ts'

const rules: WriteRules = { floats: 'refuse', removeUndefined: true }

/** Numbers that mean one decimal: those that a program writes by hand. */
const anyNumber = fc.oneof(
  fc.integer(),
  fc.constantFrom(0, -0, 1e15, 123_456_789_012_345, 1.5e-7, Number.MAX_SAFE_INTEGER),
  fc
    .tuple(fc.integer({ min: -999_999, max: 999_999 }), fc.integer({ min: 0, max: 9 }))
    .map(([n, e]) => n / 10 ** e),
)
const anyName = fc.oneof(
  fc.constantFrom('pk', '0', 'a.b', 'toString', 'constructor', 'é'),
  fc.string({ minLength: 1, maxLength: 4 }).filter(name => name !== '__proto__'),
)
const { item: anyItem } = fc.letrec<{ value: unknown; item: Record<string, unknown> }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string({ unit: 'binary', maxLength: 6 }),
    anyNumber,
    fc.boolean(),
    fc.constant(null),
    fc.uint8Array({ minLength: 1, maxLength: 4 }),
    fc.uniqueArray(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 3 }).map(all => new Set(all)),
    fc.uniqueArray(fc.integer(), { minLength: 1, maxLength: 3 }).map(all => new Set(all)),
    fc.array(tie('value'), { maxLength: 3 }),
    tie('item'),
  ),
  item: fc.dictionary(anyName, tie('value'), { maxKeys: 5, noNullPrototype: true }),
}))

/** The SDK's own writes a float as JS prints it; every text of a number is compared as the number that it means. */
const byValue = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (name, each: unknown) =>
    name === 'N' ? Number(each) : name === 'NS' ? (each as readonly string[]).map(Number) : each,
  )

const positive = (value: unknown): unknown => {
  if (Object.is(value, -0)) return 0
  if (Array.isArray(value)) return value.map(positive)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Set || value instanceof Uint8Array) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, positive(each)]))
}

describe('items as the SDK takes them', () => {
  it("are what the SDK's own function makes of them, and read back what they were", () => {
    fc.assert(
      fc.property(anyItem, item => {
        const written = sdkItem(item, rules)

        expect(byValue(written)).toEqual(byValue(marshall(item, { convertClassInstanceToMap: true })))
        expect(plainItem(written)).toEqual(positive(item))
      }),
      { numRuns: 500 },
    )
  })

  it('hold every number as its shortest text', () => {
    fc.assert(
      fc.property(fc.oneof(anyNumber, fc.constant(1e21)), n => {
        const { N = '' } = sdkItem({ n }, rules)['n'] ?? {}

        expect(N).toMatch(/^(?:0|-?(?:[1-9]\d*(?:\.\d*[1-9])?|0\.\d*[1-9])|-?\d(?:\.\d*[1-9])?E[+-]?\d+)$/)
        expect(Number(N)).toBe(n === 0 ? 0 : n)
      }),
    )
  })

  it('keep an attribute called __proto__ as an attribute, both ways', () => {
    const item = JSON.parse('{"a":{"__proto__":{"b":1}},"__proto__":"x"}') as object
    const written = sdkItem(item, rules)

    expect(Object.entries(written)).toContainEqual(['__proto__', { S: 'x' }])
    expect(JSON.stringify(plainItem(written))).toBe(JSON.stringify(item))
  })

  it('name what they cannot hold by its whole path', () => {
    const paths = [{ a: { b: [1, undefined] } }, { '0': undefined }].map(item => {
      try {
        return sdkItem(item, { ...rules, removeUndefined: false })
      } catch (error) {
        return (error as { readonly detail: { readonly path: string } }).detail.path
      }
    })

    expect(paths).toEqual(['a.b.1', '0'])
  })

  it('count the bytes of names and of values', () => {
    const text = fc.string({ unit: 'binary', maxLength: 8 }).filter(each => each.isWellFormed())
    fc.assert(
      fc.property(
        fc.dictionary(
          text.filter(each => each !== '__proto__'),
          text,
        ),
        item => {
          const bytes = Object.entries(item).flat().join('')

          expect(itemBytes(sdkItem(item, rules))).toBe(new TextEncoder().encode(bytes).length)
        },
      ),
    )
  })
})
