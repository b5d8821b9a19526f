import type { Price } from '../money.ts'
import { hoursOfMonth, priceIn } from '../money.ts'
import type { RegionOffer } from './find-price.ts'
import { isUsageType, productsOf } from './find-price.ts'
import type { OfferTerm } from './offer-file.ts'

/** Reserved capacity for one length of a contract: what one unit costs at once, and then an hour. */
export interface ReservedPrices {
  readonly years: 1 | 3
  readonly read: ReservedPrice
  readonly write: ReservedPrice
}

/** For one capacity unit. */
export interface ReservedPrice {
  readonly upfront: Price
  readonly hourly: Price
}

const yearsOf = ({ termAttributes }: OfferTerm): number =>
  Number(/^([13]) ?yr$/i.exec(termAttributes?.['LeaseContractLength'] ?? '')?.[1])

const priceOf = ({ priceDimensions }: OfferTerm, currency: string): ReservedPrice | undefined => {
  let [upfront, hourly]: (Price | undefined)[] = []
  for (const { unit, pricePerUnit } of Object.values(priceDimensions)) {
    const price = priceIn(pricePerUnit[currency] ?? '')
    if (unit === 'Quantity') upfront = price
    else hourly = price
  }
  return upfront === undefined || hourly === undefined ? undefined : { upfront, hourly }
}

/** What an hour costs when the payment at the beginning is spread over the contract. */
const spreadPrice = ({ upfront, hourly }: ReservedPrice, years: number): Price =>
  upfront / (12n * hoursOfMonth * BigInt(years)) + hourly

const termOf = (
  list: RegionOffer,
  usageType: string,
  years: 1 | 3,
  without: Price,
): ReservedPrice | undefined => {
  const found = productsOf(list)
    .filter(({ attributes }) => isUsageType(attributes['usagetype'] ?? '', usageType))
    .flatMap(({ sku }) => Object.values(list.offer.terms.Reserved?.[sku] ?? {}))
    .filter(term => yearsOf(term) === years)
    .flatMap(term => priceOf(term, list.currency) ?? [])
  const [price, ...others] = found
  // Nobody sells a commitment for more than it saves: then the list means something else by its numbers.
  if (price === undefined || others.length > 0 || spreadPrice(price, years) >= without) return undefined
  return price
}

/** The contracts that a list has for both reads and writes, and whose figures can be meant as they are read. */
export const reservedTerms = (
  list: RegionOffer,
  without: { readonly read: Price; readonly write: Price },
): readonly ReservedPrices[] =>
  ([1, 3] as const).flatMap(years => {
    const read = termOf(list, 'ReadCapacityUnit-Hrs', years, without.read)
    const write = termOf(list, 'WriteCapacityUnit-Hrs', years, without.write)
    return read === undefined || write === undefined ? [] : { years, read, write }
  })
