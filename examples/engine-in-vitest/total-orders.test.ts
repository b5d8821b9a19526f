// How a function on a DynamoDB stream is tested against Lambda's own behaviour, with nothing but `tailrace/engine`.
import type { DynamoDBStreamEvent } from 'aws-lambda'
import {
  EventSourceMapping,
  inProcessFunction,
  memoryCheckpointStore,
  memoryFailureDestination,
  scriptedSource,
  simulatedClock,
} from 'tailrace/engine'
import { expect, it } from 'vitest'
import type { Totals } from './total-orders.ts'
import { totalOrders } from './total-orders.ts'

const streamArn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000'

const order = (seq: number, customer: string, total: string) => ({
  eventName: 'INSERT' as const,
  dynamodb: {
    ApproximateCreationDateTime: 1_767_225_600,
    SequenceNumber: String(seq).padStart(21, '0'),
    Keys: { id: { N: String(seq) } },
    NewImage: { id: { N: String(seq) }, customer: { S: customer }, total: { N: total } },
  },
})

const streamOfOrders = () => {
  const totals: Totals = new Map()
  const clock = simulatedClock()
  const source = scriptedSource(streamArn)
  source.addShard('shard-1')
  const onFailure = memoryFailureDestination('sqs')
  let ids = 0
  const mapping = new EventSourceMapping({
    id: 'orders',
    functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:total-orders',
    settings: {
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 10,
      MaximumRetryAttempts: 2,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    },
    source,
    target: inProcessFunction({
      functionName: 'total-orders',
      clock,
      handler: async event => totalOrders(totals)(event as DynamoDBStreamEvent),
    }),
    checkpoints: memoryCheckpointStore(),
    onFailure,
    clock,
    random: () => 0.5,
    newId: () => `request-${(ids += 1)}`,
    emit: () => undefined,
  })
  return { totals, clock, source, onFailure, mapping }
}

// What surprises in production: a report of the first record fails the rest of its batch with it.
it('adds up what came before an order that cannot be read, and gives up what came behind it in its batch', async () => {
  const { totals, clock, source, onFailure, mapping } = streamOfOrders()
  source.put('shard-1', order(1, 'Ada', '10'), order(2, 'Ada', 'ten'), order(3, 'Ada', '5'))

  await mapping.start()
  await clock.until(mapping.whenCaughtUp())

  expect(totals).toEqual(new Map([['Ada', 10]]))
  expect(onFailure.documents()).toMatchObject([
    {
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 3 },
      DDBStreamBatchInfo: { batchSize: 2 },
    },
  ])
})

it('goes on in the children of a shard that splits, in order', async () => {
  const { totals, clock, source, mapping } = streamOfOrders()
  source.put('shard-1', order(1, 'Ada', '10'))
  source.split('shard-1', 'left', 'right')
  source.put('left', order(2, 'Ada', '1'))
  source.put('right', order(3, 'Grace', '2'))

  await mapping.start()
  await clock.until(mapping.whenCaughtUp())

  expect(totals).toEqual(
    new Map([
      ['Ada', 11],
      ['Grace', 2],
    ]),
  )
})
