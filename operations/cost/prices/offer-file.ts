/**
 * AWS's price-list offer file, as far as it is read: products by SKU, and terms by kind, SKU and rate code.
 *
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html
 */
export interface OfferFile {
  readonly offerCode: string
  readonly publicationDate: string
  readonly products: Readonly<Record<string, OfferProduct>>
  readonly terms: {
    readonly OnDemand?: OfferTerms
    readonly Reserved?: OfferTerms
  }
}

/** What is sold. */
export interface OfferProduct {
  readonly sku: string
  readonly attributes: Readonly<Record<string, string>>
}

/** SKU, then rate code. */
export type OfferTerms = Readonly<Record<string, Readonly<Record<string, OfferTerm>>>>

/** What it costs on which conditions. */
export interface OfferTerm {
  readonly priceDimensions: Readonly<Record<string, PriceDimension>>
  readonly termAttributes?: Readonly<Record<string, string>>
}

/** A price of a range of use. */
export interface PriceDimension {
  readonly unit: string
  readonly beginRange?: string
  readonly endRange?: string
  readonly pricePerUnit: Readonly<Record<string, string>>
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const each = (value: unknown, is: (member: unknown) => boolean): boolean =>
  isObject(value) && Object.values(value).every(is)

const isText = (value: unknown): boolean => typeof value === 'string'
const isProduct = (value: unknown): boolean => isObject(value) && each(value['attributes'], isText)
const isDimension = (value: unknown): boolean =>
  isObject(value) && isText(value['unit']) && each(value['pricePerUnit'], isText)
const isTerm = (value: unknown): boolean => isObject(value) && each(value['priceDimensions'], isDimension)
const areTerms = (value: unknown): boolean => value === undefined || each(value, sku => each(sku, isTerm))

/** What is wrong with a value as an offer file; nothing where it is one. */
export const offerProblem = (value: unknown): string | undefined => {
  if (!isObject(value)) return 'it is no JSON object'
  if (!isText(value['offerCode'])) return 'it has no offerCode'
  if (!isText(value['publicationDate'])) return 'it has no publicationDate'
  if (!each(value['products'], isProduct)) return 'its products are not those of an offer file'
  const terms = value['terms']
  if (!isObject(terms)) return 'it has no terms'
  if (!areTerms(terms['OnDemand']) || !areTerms(terms['Reserved']))
    return 'its terms are not those of an offer file'
  return undefined
}
