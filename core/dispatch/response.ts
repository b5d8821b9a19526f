import type { Batch } from './batch.ts'
import type { BatchRecord } from './batch-record.ts'
import { isFinished } from './delivery.ts'

/**
 * The partial batch response: every record that is not finished, lowest sequence number first.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export interface BatchResponse {
  /** Not readonly, because the response that Lambda's types know is not. */
  readonly batchItemFailures: { readonly itemIdentifier: string }[]
}

/** Reports these records; in order, as they are. */
export const reporting = (records: readonly BatchRecord[]): BatchResponse => ({
  batchItemFailures: [...new Set(records.map(({ view }) => view.sequenceNumber))].map(itemIdentifier => ({
    itemIdentifier,
  })),
})

/** Reports every record with a delivery that is not finished. */
export const responseOf = ({ deliveries }: Batch): BatchResponse =>
  reporting(deliveries.filter(delivery => !isFinished(delivery)).map(({ record }) => record))
