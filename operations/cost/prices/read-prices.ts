import { readFile } from 'node:fs/promises'
import { raise } from '../../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../../core/errors/thrown.ts'
import { costFaults } from '../faults.ts'
import type { RegionOffer } from './find-price.ts'
import type { OfferFile } from './offer-file.ts'
import { offerProblem } from './offer-file.ts'
import { shippedLists, shippedRegions } from './shipped.ts'

/** Offer codes of the services that a pipeline uses. */
export type OfferCode = 'AmazonDynamoDB' | 'AWSLambda' | 'AmazonS3'

const offerCodes: readonly string[] = ['AmazonDynamoDB', 'AWSLambda', 'AmazonS3']

/** The lists that prices are taken from, by service. */
export type PriceLists = ReadonlyMap<string, RegionOffer>

const unreadable = (file: string, reason: string): Error =>
  raise(costFaults, 'cost.prices-unreadable', { file, reason })

const parsed = async (file: string): Promise<OfferFile> => {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw unreadable(file, reasonOf(error))
  }
  const problem = offerProblem(value)
  if (problem !== undefined) throw unreadable(file, problem)
  return value as OfferFile
}

const regionsIn = (offer: OfferFile): readonly string[] =>
  [
    ...new Set(Object.values(offer.products).flatMap(({ attributes }) => attributes['regionCode'] ?? [])),
  ].sort()

/** The one currency of the terms: dollars, or yuan in China. */
const currencyIn = (file: string, offer: OfferFile): string => {
  const terms = Object.values(offer.terms.OnDemand ?? {}).flatMap(sku => Object.values(sku))
  const dimensions = terms.flatMap(({ priceDimensions }) => Object.values(priceDimensions))
  const [currency, ...others] = new Set(dimensions.flatMap(({ pricePerUnit }) => Object.keys(pricePerUnit)))
  if (currency !== undefined && others.length === 0) return currency
  throw unreadable(file, currency === undefined ? 'it has no prices' : 'it has prices in several currencies')
}

const ofRegion = (source: string, offer: OfferFile, region: string): RegionOffer => {
  const has = regionsIn(offer)
  if (has.includes(region)) return { source, offer, region, currency: currencyIn(source, offer) }
  throw raise(costFaults, 'cost.prices-other-region', { file: source, region, has })
}

/**
 * The price lists for a region: those of the files, and of what no file is about the shipped ones.
 *
 * @throws PipelineError `cost.prices-unreadable`, `cost.prices-other-service`, `cost.prices-other-region`,
 * `cost.region-unpriced`
 */
export const readPrices = async (files: readonly string[], region: string): Promise<PriceLists> => {
  const lists = new Map<string, RegionOffer>()
  if (shippedRegions.includes(region))
    for (const { source, offer } of shippedLists) lists.set(offer.offerCode, ofRegion(source, offer, region))
  for (const file of files) {
    const offer = await parsed(file)
    const { offerCode } = offer
    if (!offerCodes.includes(offerCode))
      throw raise(costFaults, 'cost.prices-other-service', { file, offerCode, known: offerCodes })
    lists.set(offerCode, ofRegion(file, offer, region))
  }
  if (lists.has('AmazonDynamoDB')) return lists
  const [file] = files
  if (file === undefined) throw raise(costFaults, 'cost.region-unpriced', { region, known: shippedRegions })
  throw raise(costFaults, 'cost.prices-other-service', {
    file,
    offerCode: [...lists.keys()].join(', '),
    known: ['AmazonDynamoDB'],
  })
}
