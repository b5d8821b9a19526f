import { raise } from '../../../core/errors/pipeline-error.ts'
import { costFaults } from '../faults.ts'
import type { Price } from '../money.ts'
import { priceIn } from '../money.ts'
import type { OfferFile, OfferProduct, PriceDimension } from './offer-file.ts'

/** An offer file with where it came from, and the region and currency that are read from it. */
export interface RegionOffer {
  /** File, or what the shipped list calls its source. */
  readonly source: string
  readonly offer: OfferFile
  readonly region: string
  readonly currency: string
}

/** Products of a region; what a global table of contents has without a region belongs to none. */
export const productsOf = ({ offer, region }: RegionOffer): readonly OfferProduct[] =>
  Object.entries(offer.products)
    .filter(([, { attributes }]) => attributes['regionCode'] === region)
    .map(([sku, product]) => ({ ...product, sku }))

/** Billing's names of regions; in us-east-1 they are mostly left out. `IA-` is a table class and none of them. */
const regionPrefix = /^(EU|[A-Z]{3}\d{1,2})-/

/** True where a usage type is the wanted one, with or without a region before it. */
export const isUsageType = (usageType: string, wanted: string): boolean =>
  usageType.replace(regionPrefix, '') === wanted

const dimensionsOf = ({ offer }: RegionOffer, sku: string): readonly PriceDimension[] =>
  Object.values(offer.terms.OnDemand?.[sku] ?? {}).flatMap(({ priceDimensions }) =>
    Object.values(priceDimensions),
  )

const begin = ({ beginRange = '0' }: PriceDimension): number => Number(beginRange)

/**
 * The first price that is one: a free tier is the account's and not the table's, so its band of 0 is passed over, and
 * what large use makes cheaper is left out.
 */
const firstPaid = (
  dimensions: readonly PriceDimension[],
  currency: string,
): Price | 'unreadable' | undefined => {
  const prices = [...dimensions]
    .sort((a, b) => begin(a) - begin(b))
    .map(({ pricePerUnit }) => priceIn(pricePerUnit[currency] ?? ''))
  if (prices.length === 0) return undefined
  if (prices.includes(undefined)) return 'unreadable'
  return prices.find(price => price !== undefined && price > 0n) ?? 0n
}

/**
 * The price of a usage type, or `undefined` where the list has none.
 *
 * @throws PipelineError `cost.price-ambiguous`, `cost.prices-unreadable`
 */
export const findPrice = (list: RegionOffer, usageType: string): Price | undefined => {
  const found = productsOf(list)
    .filter(({ attributes }) => isUsageType(attributes['usagetype'] ?? '', usageType))
    .flatMap(({ sku }) => firstPaid(dimensionsOf(list, sku), list.currency) ?? [])
  const { source: file } = list
  if (found.includes('unreadable'))
    throw raise(costFaults, 'cost.prices-unreadable', {
      file,
      reason: `the price of ${usageType} is no number, or not in ${list.currency}`,
    })
  const prices = [...new Set(found)].filter(price => price !== 'unreadable')
  // A free allowance may be a product of its own, beside the one that is paid for.
  const paid = prices.filter(price => price > 0n)
  if (paid.length > 1) throw raise(costFaults, 'cost.price-ambiguous', { file, usageType })
  return paid[0] ?? prices[0]
}

/** @throws PipelineError `cost.price-missing`, and what {@link findPrice} throws */
export const needPrice = (list: RegionOffer, usageType: string): Price => {
  const price = findPrice(list, usageType)
  if (price === undefined || price === 0n)
    throw raise(costFaults, 'cost.price-missing', { file: list.source, usageType })
  return price
}
