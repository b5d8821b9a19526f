import { needPrice } from './find-price.ts'
import { shippedLists, shippedRegions } from './shipped.ts'

/** What Lambda bills in a region, as decimal numbers of a currency, and where that is from. */
export interface LambdaPrices {
  readonly currency: string
  readonly gbSecond: string
  readonly request: string
  /** Its source and day, for people. */
  readonly source: string
}

const decimals = 12

/** A price of 10^-12 of the currency as a number that is read back exactly. */
const decimal = (price: bigint): string => {
  const digits = price.toString().padStart(decimals + 1, '0')
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`.replace(/\.?0+$/, '')
}

/** The prices of Lambda that come with the package; nothing for a region of which none do. */
export const shippedLambdaPrices = (
  region: string,
  architecture: 'arm64' | 'x86_64',
): LambdaPrices | undefined => {
  const list = shippedLists.find(({ offer }) => offer.offerCode === 'AWSLambda')
  if (list === undefined || !shippedRegions.includes(region)) return undefined
  const of = { ...list, region, currency: 'USD' }
  return {
    currency: of.currency,
    gbSecond: decimal(needPrice(of, architecture === 'arm64' ? 'Lambda-GB-Second-ARM' : 'Lambda-GB-Second')),
    request: decimal(needPrice(of, 'Request')),
    source: `${list.source}, ${list.offer.publicationDate}`,
  }
}
