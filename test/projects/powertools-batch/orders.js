import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'

const processor = new BatchProcessor(EventType.DynamoDBStreams)

const recordHandler = async ({ dynamodb }) => {
  if (dynamodb.Keys.id.S === 'poison') throw new Error('cannot be handled')
}

export const handler = async (event, context) =>
  processPartialResponse(event, recordHandler, processor, { context })
