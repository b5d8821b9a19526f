import type { OfferFile } from './offer-file.ts'

/** Usage type, unit and price of one unit in US dollars. */
type Row = readonly [usageType: string, unit: string, price: string]

/** A list that comes with the package, and where its figures were found. */
export interface ShippedList {
  readonly source: string
  readonly offer: OfferFile
}

const region = 'us-east-1'

/** The form of an offer file: what reads AWS's own reads these too. */
const offerOf = (offerCode: string, publicationDate: string, rows: readonly Row[]): OfferFile => ({
  offerCode,
  publicationDate,
  products: Object.fromEntries(
    rows.map(([usagetype]) => [usagetype, { sku: usagetype, attributes: { regionCode: region, usagetype } }]),
  ),
  terms: {
    OnDemand: Object.fromEntries(
      rows.map(([sku, unit, USD]) => [
        sku,
        { list: { priceDimensions: { first: { unit, beginRange: '0', pricePerUnit: { USD } } } } },
      ]),
    ),
  },
})

const dynamoDb: readonly Row[] = [
  ['ReadRequestUnits', 'ReadRequestUnits', '0.000000125'],
  ['WriteRequestUnits', 'WriteRequestUnits', '0.000000625'],
  ['ReplWriteRequestUnits', 'ReplicatedWriteRequestUnits', '0.000000625'],
  ['IA-ReadRequestUnits', 'ReadRequestUnits', '0.000000155'],
  ['IA-WriteRequestUnits', 'WriteRequestUnits', '0.00000078'],
  ['ReadCapacityUnit-Hrs', 'ReadCapacityUnit-Hrs', '0.00013'],
  ['WriteCapacityUnit-Hrs', 'WriteCapacityUnit-Hrs', '0.00065'],
  ['IA-ReadCapacityUnit-Hrs', 'ReadCapacityUnit-Hrs', '0.00016'],
  ['IA-WriteCapacityUnit-Hrs', 'WriteCapacityUnit-Hrs', '0.00081'],
  ['TimedStorage-ByteHrs', 'GB-Mo', '0.25'],
  ['IA-TimedStorage-ByteHrs', 'GB-Mo', '0.1'],
  ['TimedPITRStorage-ByteHrs', 'GB-Mo', '0.2'],
  ['Streams-Requests', 'Requests', '0.0000002'],
]

const lambda: readonly Row[] = [
  ['Request', 'Requests', '0.0000002'],
  ['Lambda-GB-Second', 'Lambda-GB-Second', '0.0000166667'],
  ['Lambda-GB-Second-ARM', 'Lambda-GB-Second', '0.0000133334'],
]

const s3: readonly Row[] = [['Requests-Tier1', 'Requests', '0.000005']]

const source = "AWS's price list of us-east-1, as public documents quote it"

/**
 * Prices that could be found in a public document that names AWS's price list as its source and the day on which it was
 * read: September 6 to October 8, 2026. A list has the day of its oldest price. Requests of Standard-IA and the seconds of
 * arm64 are of September 6, from the survey of offer files in the repository ocelhq/ocel. Reserved capacity and backups on
 * demand are in none of them, so they are not here; other regions are not either.
 */
export const shippedLists: readonly ShippedList[] = [
  { source, offer: offerOf('AmazonDynamoDB', '2026-09-06', dynamoDb) },
  { source, offer: offerOf('AWSLambda', '2026-09-06', lambda) },
  { source, offer: offerOf('AmazonS3', '2026-09-29', s3) },
]

/** Regions whose prices are shipped. */
export const shippedRegions: readonly string[] = [region]
