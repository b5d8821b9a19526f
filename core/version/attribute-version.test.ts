import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import '../../test/support/same-samples.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import { attributeVersion } from './attribute-version.ts'

const { versionOf, versionBefore } = attributeVersion('_v')
const image = (value: AttributeValue | undefined): Image => (value === undefined ? {} : { _v: value })

const change = (before: AttributeValue | undefined, after: AttributeValue | undefined) => ({
  sequenceNumber: '1',
  kind: 'MODIFY' as const,
  oldImage: image(before),
  newImage: image(after),
})

const limit = 2n ** 63n - 2n
/** Whole numbers of all sizes, the limit's neighbours among them, and what is below 0. */
const wholes = fc.oneof(
  fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
  fc.bigInt({ min: limit - 3n, max: limit + 3n }),
  fc.bigInt({ min: -3n, max: 20n }),
)
/** Ways to write one whole number, as clients that are not DynamoDB's own do. */
const notations = (number: bigint): fc.Arbitrary<string> => {
  const [sign, digits] = number < 0n ? ['-', String(-number)] : ['', String(number)]
  return fc
    .tuple(fc.constantFrom('', '.0', '.000'), fc.nat(3), fc.constantFrom('e', 'E', 'E+'))
    .map(([fraction, zeros, e]) =>
      zeros === 0
        ? `${sign}${digits}${fraction}`
        : `${sign}${digits}${'0'.repeat(zeros)}${e.replace('+', '')}-${zeros}`,
    )
}

describe('a version that an item carries', () => {
  it('is every whole number from 0 to 2^63 - 2, however it is written, and nothing else', () => {
    const written = wholes.chain(number => notations(number).map(text => [number, text] as const))
    fc.assert(
      fc.property(written, ([number, text]) => {
        const version = () => versionOf(change(undefined, { N: text }), 0)
        if (number >= 0n && number <= limit) expect(version()).toBe(String(number))
        else expect(version).toThrow(expect.objectContaining({ code: 'version.attribute-missing' }) as Error)
      }),
      { numRuns: 500 },
    )
  })

  it.each<[AttributeValue, string]>([
    [{ N: '1.5' }, 'a number with a fraction'],
    [{ N: '1.5E-40' }, 'a number with a fraction'],
    [{ N: '-7' }, 'a number below 0'],
    [{ N: '1E+30' }, 'a number above 2^63 - 2'],
    [{ N: '9223372036854775807' }, 'a number above 2^63 - 2'],
    [{ S: '7' }, 'a value of type S'],
    [{ S: '2026-01-01T00:00:00.000Z' }, 'a value of type S'],
    [{ NULL: true }, 'a value of type NULL'],
    [{ L: [{ N: '7' }] }, 'a value of type L'],
  ])('is not %j, which is told without its value', (value, found) => {
    expect(() => versionOf(change({ N: '1' }, value), 0)).toThrow(
      `The item carries no version in _v: it holds ${found}.`,
    )
  })

  it('is the item’s own, and the floor of one that is written as it was read', () => {
    const strategy = attributeVersion('_v')

    expect(strategy).toMatchObject({ name: 'attribute', isOfItem: true, usesStreamHour: false })
    expect(strategy.floorOf?.(image({ N: '7.0' }), 0)).toBe('7')
    expect(strategy.floorOf?.(image({ S: '7' }), 0)).toBe('0')
    expect(strategy.floorOf?.(undefined, 0)).toBe('0')
  })

  it('is known of the old image too, where that holds one', () => {
    expect(versionBefore?.(change({ N: '7.0' }, { N: '8' }))).toBe('7')
    expect(versionBefore?.(change({ S: '7' }, { N: '8' }))).toBeUndefined()
    expect(versionBefore?.(change(undefined, { N: '8' }))).toBeUndefined()
    expect(versionBefore?.({ ...change(undefined, { N: '8' }), oldImage: undefined })).toBeUndefined()
  })
})
