import { describe, expect, it } from 'vitest'
import { memoryFailureDestination } from '../../adapters/memory/memory-failure-destination.ts'
import type { FailureDestination, FailureDocument } from '../../engine/ports/failure-destination.ts'
import { localLambda, ordersInput } from '../support/local-lambda.ts'
import { localMapping, recordsTo, wholeFailure } from '../support/local-mapping.ts'
import { recordOf } from '../support/records.ts'

const records = [...recordsTo(1), recordOf({ seq: 2, key: 'k2', kind: 'INSERT' })]

const documentFor = async (kind: FailureDestination['kind'], choices = {}): Promise<FailureDocument> => {
  const local = localMapping({
    settings: { MaximumRetryAttempts: 0 },
    choices,
    handler: () => wholeFailure,
    onFailure: memoryFailureDestination(kind),
  })
  local.source.put('shard-1', ...records)
  await local.drain()
  const [document] = local.onFailure.documents()
  if (document === undefined) throw new Error('nothing was written')
  return document
}

describe('on-failure destinations', () => {
  it('case 80: tell SNS the same as SQS, text for text', async () => {
    const [sqs, sns] = [await documentFor('sqs'), await documentFor('sns')]

    expect(JSON.stringify(sns)).toBe(JSON.stringify(sqs))
    expect(sns).not.toHaveProperty('payload')
  })

  it('case 82: write times as AWS does: with milliseconds the document’s, whole seconds the records’', async () => {
    const local = localMapping({ settings: { MaximumRetryAttempts: 0 }, handler: () => wholeFailure })
    await local.mapping.start()
    await local.clock.pass(1_234)
    const { dynamodb, ...late } = recordOf({ seq: 2 })
    local.source.put('shard-1', recordOf({ seq: 1 }), {
      ...late,
      dynamodb: { ...dynamodb, ApproximateCreationDateTime: 1_767_225_601 },
    })

    await local.clock.until(local.mapping.whenCaughtUp())

    const [document] = local.onFailure.documents()
    expect(document?.timestamp).toMatch(/^2026-01-01T00:00:01\.\d{3}Z$/)
    expect(document?.DDBStreamBatchInfo).toMatchObject({
      approximateArrivalOfFirstRecord: '2026-01-01T00:00:00Z',
      approximateArrivalOfLastRecord: '2026-01-01T00:00:01Z',
    })
  })

  it('case 83: say of a reported failure that the function itself was sound', async () => {
    const { responseContext } = await documentFor('sqs')

    expect(responseContext).toEqual({ statusCode: 200, executedVersion: '$LATEST', functionError: null })
  })

  it('case 84: may be a Kafka topic, which gets the records too', async () => {
    const lambda = localLambda()
    const created = await lambda.createEventSourceMapping({
      ...ordersInput,
      DestinationConfig: { OnFailure: { Destination: 'kafka://failures' } },
    })
    const { payload, ...document } = await documentFor('kafka')

    expect(created.DestinationConfig).toEqual({ OnFailure: { Destination: 'kafka://failures' } })
    expect(document).toEqual(await documentFor('sqs'))
    expect(JSON.parse(payload ?? '')).toEqual({ Records: records })
    expect(await documentFor('kafka', { kafkaPayload: false })).toEqual(document)
  })

  it('case 85: that cannot be written are counted and passed over', async () => {
    const onFailure = {
      ...memoryFailureDestination(),
      write: async () => Promise.reject(new Error('access denied')),
    }
    const local = localMapping({
      settings: { MaximumRetryAttempts: 0, BatchSize: 1 },
      choices: { destinationTries: 2 },
      handler: ([first]) => (first === 1 ? wholeFailure : undefined),
      onFailure,
    })
    local.source.put('shard-1', ...records)

    await local.drain()

    expect(local.invocations).toEqual([[1], [2]])
    expect(local.mapping.metrics()).toContainEqual(
      expect.objectContaining({ MetricName: 'DestinationDeliveryFailures', Sum: 2 }),
    )
  })
})
