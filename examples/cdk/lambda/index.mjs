/** Prints what happens to stock, and reports the first record that it cannot read: Lambda brings back what is behind it. */
export const handler = async ({ Records }) => {
  for (const { eventName, dynamodb } of Records) {
    const { sku, quantity } = dynamodb.NewImage ?? dynamodb.OldImage
    if (quantity?.N === undefined) return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] }
    console.log(`${eventName} ${sku.S}: ${quantity.N}`)
  }
  return { batchItemFailures: [] }
}
