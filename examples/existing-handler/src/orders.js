// As it was before anybody had heard of Tailrace: nothing of it is imported, nothing was changed.
const { unmarshall } = require('@aws-sdk/util-dynamodb')

const handle = (eventName, before, after) => {
  switch (eventName) {
    case 'INSERT':
      if (after.total < 0) throw new Error(`order ${after.id} is of a negative amount`)
      console.log(`new order ${after.id}`)
      break
    case 'MODIFY':
      if (before.status !== after.status) console.log(`order ${after.id} is ${after.status}`)
      break
    case 'REMOVE':
      console.log(`order ${before.id} is gone`)
      break
  }
}

const imageOf = image => (image === undefined ? undefined : unmarshall(image))

exports.handler = async event => {
  for (const { eventName, dynamodb } of event.Records) {
    try {
      handle(eventName, imageOf(dynamodb.OldImage), imageOf(dynamodb.NewImage))
    } catch (error) {
      console.error(error.message)
      return { batchItemFailures: [{ itemIdentifier: dynamodb.SequenceNumber }] }
    }
  }
  return { batchItemFailures: [] }
}
