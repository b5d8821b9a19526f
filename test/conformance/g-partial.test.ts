import { expect, it } from 'vitest'
import { localLambda, ordersInput } from '../support/local-lambda.ts'
import { recordsTo } from '../support/local-mapping.ts'

it('case 70: takes an empty body for success, and says OK', async () => {
  const lambda = localLambda()
  lambda.functions.set('orders', () => undefined)
  lambda.source.put('shard-1', ...recordsTo(1))
  const { UUID } = await lambda.createEventSourceMapping(ordersInput)

  await lambda.drain()

  expect(lambda.invocations.get('orders')).toEqual([[1]])
  expect((await lambda.getEventSourceMapping({ UUID })).LastProcessingResult).toBe('OK')
})
