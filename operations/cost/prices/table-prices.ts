import type { Price } from '../money.ts'
import type { RegionOffer } from './find-price.ts'
import { findPrice, needPrice } from './find-price.ts'
import type { ReservedPrices } from './reserved-terms.ts'
import { reservedTerms } from './reserved-terms.ts'

/** DynamoDB's table classes, in its words. */
export type TableClass = 'STANDARD' | 'STANDARD_INFREQUENT_ACCESS'

/** Both classes, the usual one first. */
export const tableClasses: readonly TableClass[] = ['STANDARD', 'STANDARD_INFREQUENT_ACCESS']

/** Prices of one table class, each for one unit. */
export interface ClassPrices {
  readonly readRequest: Price
  readonly writeRequest: Price
  readonly readHour: Price
  readonly writeHour: Price
  /** Writes of a table with replicas. */
  readonly replicatedWriteRequest: Price | undefined
  readonly replicatedWriteHour: Price | undefined
  /** A gigabyte for a month. */
  readonly storage: Price
}

/** What DynamoDB charges in a region. */
export interface TablePrices {
  readonly currency: string
  readonly source: string
  /** When AWS published the list, or it was read. */
  readonly date: string
  readonly classes: Readonly<Record<TableClass, ClassPrices>>
  /** Standard class only. */
  readonly reserved: readonly ReservedPrices[]
  readonly pitr: Price | undefined
  readonly backup: Price | undefined
  readonly streamRead: Price | undefined
}

const classPrices = (list: RegionOffer, prefix: '' | 'IA-'): ClassPrices => ({
  readRequest: needPrice(list, `${prefix}ReadRequestUnits`),
  writeRequest: needPrice(list, `${prefix}WriteRequestUnits`),
  readHour: needPrice(list, `${prefix}ReadCapacityUnit-Hrs`),
  writeHour: needPrice(list, `${prefix}WriteCapacityUnit-Hrs`),
  replicatedWriteRequest: findPrice(list, `${prefix}ReplWriteRequestUnits`),
  replicatedWriteHour: findPrice(list, `${prefix}ReplWriteCapacityUnit-Hrs`),
  storage: needPrice(list, `${prefix}TimedStorage-ByteHrs`),
})

/**
 * Reads what is needed from an offer file of AmazonDynamoDB.
 *
 * @throws PipelineError `cost.price-missing`, `cost.price-ambiguous`, `cost.prices-unreadable`
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-understanding-billing.html
 */
export const tablePrices = (list: RegionOffer): TablePrices => {
  const standard = classPrices(list, '')
  return {
    currency: list.currency,
    source: list.source,
    date: list.offer.publicationDate,
    classes: { STANDARD: standard, STANDARD_INFREQUENT_ACCESS: classPrices(list, 'IA-') },
    reserved: reservedTerms(list, { read: standard.readHour, write: standard.writeHour }),
    pitr: findPrice(list, 'TimedPITRStorage-ByteHrs'),
    backup: findPrice(list, 'TimedBackupStorage-ByteHrs'),
    streamRead: findPrice(list, 'Streams-Requests'),
  }
}
