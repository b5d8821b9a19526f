import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { recordOf } from '../../test/support/records.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { plainItem } from '../../store/items/values.ts'
import { diffImages } from '../diff/image-diff.ts'
import { everything } from '../filter/words.ts'
import { conditionHolds } from '../filter/condition-holds.ts'
import { processor } from '../processor/define-processor.ts'
import type { AttributeValue } from './attribute-value.ts'
import { itemKey } from '../record/item-key.ts'
import { canonicalNumber, compareNumbers, numberProblem, parseDecimal } from './decimal.ts'
import { ExactNumber, exactNumber } from './exact-number.ts'
import { imageJson } from './image-json.ts'
import { lazyImage } from '../record/lazy-image.ts'
import { plainNumber } from './number-text.ts'
import { unmarshal } from './unmarshal.ts'

const megabyte = 1_000_000
const digits = (count: number): string => '7'.repeat(count)

/** What JavaScript's `Number` takes for a number, or another language prints as one, and DynamoDB never delivers. */
const named: readonly string[] = [
  'NaN',
  'Infinity',
  '-Infinity',
  '',
  ' ',
  '0x10',
  '0b1',
  '0o7',
  '1_000',
  '1,000',
  '1,"admin":true',
  '1}',
  '1n',
  '1e',
  'e5',
  '.',
  '-',
  '+-1',
  '1.2.3',
  ' 1',
  '1 ',
  '1\n',
  '١',
  '1e999999',
  '1e-999999',
  '1e1000000000',
  '1E126',
  '9.9E-131',
  digits(39),
  `1${'0'.repeat(37)}1`,
  digits(megabyte),
  `${'0'.repeat(megabyte)}x`,
  `1${'0'.repeat(megabyte)}1`,
  `1e${digits(megabyte)}`,
]

/** Any text but a decimal number, most of them near to one. */
const noNumber = fc
  .oneof(
    fc.constantFrom(...named),
    fc.string({ maxLength: 8 }),
    fc.string({ unit: fc.constantFrom(...Array.from('0123456789+-.eE xn_,"')), maxLength: 8 }),
    fc.integer().map(n => ` ${n}`),
    fc.integer().map(n => `${n}\t`),
    fc.nat().map(n => `0x${n.toString(16)}`),
    fc.integer({ min: 127, max: 1_000_000_000 }).map(power => `1E${power}`),
    fc.integer({ min: 131, max: 1_000_000_000 }).map(power => `1E-${power}`),
  )
  .filter(text => text.length > 39 || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?$/.test(text))

/** A decimal number in any spelling, with its value as an exact fraction of powers of ten. */
const spelling = fc.record({
  sign: fc.constantFrom('', '-', '+'),
  zeros: fc.nat(3),
  units: fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }),
  point: fc.nat(38),
  power: fc.integer({ min: -60, max: 60 }),
  letter: fc.constantFrom('e', 'E'),
})

const codeOf = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    return (error as { readonly code?: unknown }).code
  }
}

describe('a text that is no number', () => {
  it.each<[string, (text: string) => unknown]>([
    ['unmarshal', text => unmarshal({ N: text })],
    ['unmarshal of a set', text => unmarshal({ NS: ['1', text] })],
    ['unmarshal of something deep', text => unmarshal({ M: { a: { L: [{ N: text }] } } })],
    ['a lazy image', text => lazyImage({ n: { N: text } })['n']],
    ['a copy of a lazy image', text => ({ ...lazyImage({ n: { N: text } }) })],
    ['the JSON of an image', text => imageJson({ n: { N: text } })],
    ['the JSON of a set', text => imageJson({ n: { M: { s: { NS: [text] } } } })],
    ['the store', text => plainItem({ n: { N: text } })],
    ['the store, of a set', text => plainItem({ n: { NS: [text] } })],
    ['ExactNumber', text => new ExactNumber(text)],
    ['exactNumber', text => exactNumber(text)],
    ['plainNumber', text => plainNumber(text)],
  ])('is refused by %s', (_, read) => {
    fc.assert(
      fc.property(noNumber, text => {
        expect(codeOf(() => read(text))).toBe('record.number-invalid')
      }),
    )
    for (const text of named)
      expect([text.slice(0, 20), codeOf(() => read(text))]).toEqual([
        text.slice(0, 20),
        'record.number-invalid',
      ])
  })

  it('is named by its path and never by what it is', () => {
    const secret = '4111111111111111x'

    expect(() => unmarshal({ M: { card: { L: [{ N: secret }] } } }, 'pay')).toThrow(
      expect.objectContaining({
        disposition: 'park',
        scope: 'record',
        detail: { path: 'pay.card.0', problem: 'it is no decimal number' },
        message: expect.not.stringContaining(secret) as unknown,
      }),
    )
  })

  it('parks its own record as soon as a handler reads it, and no other', async () => {
    const read = processor({
      name: 'reader',
      filter: everything(),
      handle: async change => {
        await Promise.resolve(JSON.stringify((change as { after?: unknown }).after))
      },
    })
    const { invoke, parked } = functionOf([read])
    const records = named.map((N, index) =>
      recordOf({ seq: index + 1, key: `k${index}`, after: { n: { N } } }),
    )

    expect(await invoke([...records, recordOf({ seq: 999, key: 'good', after: { n: { N: '1' } } })])).toEqual(
      [],
    )

    const all = await parked()
    expect(all.map(({ reason }) => reason.code)).toEqual(named.map(() => 'record.number-invalid'))
    expect(all.map(({ key }) => key)).not.toContain('good')
  })

  it('meets no comparison, has a place in every order, and differs from everything else', () => {
    const range = { gt: -1e40, lt: 1e40 }
    fc.assert(
      fc.property(noNumber, fc.integer(), (text, n) => {
        const value: AttributeValue = { N: text }
        if (parseDecimal(text) === undefined) {
          expect(
            [0, { N: '0' }, { gte: 0 }, { lte: 0 }, range].some(each => conditionHolds(value, each)),
          ).toBe(false)
          expect(compareNumbers(text, String(n))).toBe(1)
          expect(compareNumbers(String(n), text)).toBe(-1)
        }
        expect(diffImages({ a: value }, { a: { N: `${n}` } })).toHaveLength(1)
        expect(diffImages({ a: value }, { a: { N: text } })).toEqual([])
      }),
    )
  })

  it('has a key of its own, however large its exponent', () => {
    const texts = [`1e${digits(400)}`, `1e${digits(401)}`, 'NaN', 'Infinity', '']

    expect(new Set(texts.map(N => itemKey({ PK: { N } }))).size).toBe(texts.length)
  })
})

describe('a decimal number', () => {
  it('is read in every spelling, to the last digit', () => {
    fc.assert(
      fc.property(spelling, ({ sign, zeros, units, point, power, letter }) => {
        const all = '0'.repeat(zeros) + units.toString().padStart(point + 1, '0')
        const cut = all.length - point
        const text = `${sign}${all.slice(0, cut)}.${all.slice(cut)}${letter}${power}`
        const read = String(exactNumber(text))

        expect(numberProblem(text)).toBeUndefined()
        const value = (spelled: string): readonly [bigint, number] => {
          const [mantissa = '', exponent = '0'] = spelled.toLowerCase().split('e')
          const [whole = '', fraction = ''] = mantissa.split('.')
          let [scaled, e] = [BigInt(whole.replace('+', '') + fraction), Number(exponent) - fraction.length]
          while (scaled !== 0n && scaled % 10n === 0n) [scaled, e] = [scaled / 10n, e + 1]
          return scaled === 0n ? [0n, 0] : [scaled, e]
        }
        expect(value(read)).toEqual(value(text))
      }),
    )
  })

  it('is taken apart in as many steps as it has digits', () => {
    // A pattern that looks anew at each zero needs 10^12 steps for each of these, which is longer than a test may take.
    for (const text of [
      `${'0'.repeat(megabyte)}1`,
      `1.${'0'.repeat(megabyte)}1`,
      `${'10'.repeat(megabyte)}x`,
    ]) {
      expect(typeof canonicalNumber(text)).toBe('string')
      expect(compareNumbers(text, '2')).not.toBe(0)
    }
    expect(numberProblem(`${'0'.repeat(megabyte)}1`)).toBeUndefined()
  })
})
