import { describe, expect, it } from 'vitest'
import { centsText, microUnits, perMonth, priceIn, priceText } from '../money.ts'
import type { RegionOffer } from './find-price.ts'
import { findPrice, isUsageType } from './find-price.ts'

const offer = (
  ...products: readonly (readonly [usagetype: string, ...bands: (readonly [string, string])[]])[]
): RegionOffer => ({
  source: 'offer.json',
  region: 'us-west-2',
  currency: 'USD',
  offer: {
    offerCode: 'AmazonDynamoDB',
    publicationDate: '2026-09-11T12:44:22Z',
    products: Object.fromEntries(
      products.map(([usagetype], index) => [
        `S${index}`,
        { sku: `S${index}`, attributes: { regionCode: 'us-west-2', usagetype } },
      ]),
    ),
    terms: {
      OnDemand: Object.fromEntries(
        products.map(([, ...bands], index) => [
          `S${index}`,
          {
            term: {
              priceDimensions: Object.fromEntries(
                bands.map(([beginRange, USD], at) => [at, { unit: 'x', beginRange, pricePerUnit: { USD } }]),
              ),
            },
          },
        ]),
      ),
    },
  },
})

describe('a price in an offer file', () => {
  it.each([
    ['ReadRequestUnits', 'ReadRequestUnits', true],
    ['USW2-ReadRequestUnits', 'ReadRequestUnits', true],
    ['EU-ReadRequestUnits', 'ReadRequestUnits', true],
    ['APN1-IA-ReadRequestUnits', 'IA-ReadRequestUnits', true],
    ['IA-ReadRequestUnits', 'ReadRequestUnits', false],
    ['USW2-IA-ReadRequestUnits', 'ReadRequestUnits', false],
    ['USW2-ReplWriteRequestUnits', 'WriteRequestUnits', false],
    ['Global-Lambda-GB-Second', 'Lambda-GB-Second', false],
    ['USE1-Lambda-GB-Second-ARM', 'Lambda-GB-Second', false],
  ])('of %s is one of %s: %s', (usageType, wanted, is) => {
    expect(isUsageType(usageType, wanted)).toBe(is)
  })

  it('is the first that is paid: no free tier, no volume discount, whatever the order', () => {
    const list = offer(['USW2-TimedStorage-ByteHrs', ['1000', '0.20'], ['0', '0.0000000000'], ['25', '0.25']])

    expect(findPrice(list, 'TimedStorage-ByteHrs')).toBe(priceIn('0.25'))
  })

  it('is none where the list has none, and where it has two', () => {
    expect(findPrice(offer(), 'ReadRequestUnits')).toBeUndefined()
    const two = offer(['USW2-ReadRequestUnits', ['0', '0.1']], ['USW2-ReadRequestUnits', ['0', '0.2']])
    expect(() => findPrice(two, 'ReadRequestUnits')).toThrow(
      expect.objectContaining({ code: 'cost.price-ambiguous' }),
    )
  })
})

describe('money', () => {
  it.each([
    ['0.000000625', 625_000n],
    ['1.5', 1_500_000_000_000n],
    ['0.0000000000000', 0n],
    ['0.0000000000001', undefined],
    ['-1', undefined],
    ['1e-7', undefined],
    ['', undefined],
  ])('reads the price %s as %s', (text, price) => {
    expect(priceIn(text)).toBe(price)
  })

  it('keeps halves of units, and rounds halves of cents up', () => {
    expect(microUnits(1_234.5)).toBe(1_234_500_000n)
    expect(centsText(5n * 10n ** 15n)).toBe('0.01')
    expect(centsText(4_999_999_999_999_999n)).toBe('0.00')
    expect(centsText(-1_234_565n * 10n ** 13n)).toBe('-12.35')
    expect(priceText(625_000n, 1_000_000n)).toBe('0.625')
  })

  it('is the same for a month of 730 hours however long it was watched', () => {
    expect(perMonth(10n ** 18n, 43_800)).toBe(10n ** 18n)
    expect(perMonth(10n ** 18n, 21_900)).toBe(2n * 10n ** 18n)
  })
})
