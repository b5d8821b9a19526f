import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda'

/** The totals that {@link totalOrders} keeps. */
export type Totals = Map<string, number>

/** A function as anyone might have written it: adds up orders, and reports the first one that it cannot read. */
export const totalOrders =
  (totals: Totals) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> => {
    for (const { dynamodb } of Records) {
      const customer = dynamodb?.NewImage?.['customer']?.S
      const total = Number(dynamodb?.NewImage?.['total']?.N)
      if (customer === undefined || Number.isNaN(total))
        return { batchItemFailures: [{ itemIdentifier: dynamodb?.SequenceNumber ?? '' }] }
      totals.set(customer, (totals.get(customer) ?? 0) + total)
    }
    return Promise.resolve({ batchItemFailures: [] })
  }
