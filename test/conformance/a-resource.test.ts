import { describe, expect, it } from 'vitest'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { LocalLambda } from '../support/local-lambda.ts'
import { localLambda, ordersInput, queueArn } from '../support/local-lambda.ts'
import { recordsTo } from '../support/local-mapping.ts'
import { recordOf, streamArn } from '../support/records.ts'

const { StartingPosition, ...withoutPosition } = ordersInput

/** Name, status and text of the error that a call ends with. */
const errorOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no error',
    (error: unknown) => {
      if (!isPipelineError(error)) throw error
      return { ...error.aws, message: error.message }
    },
  )

const invalid = (message: string) => ({ name: 'InvalidParameterValueException', statusCode: 400, message })

const created = async (lambda: LocalLambda, more: object = {}): Promise<string> => {
  const { UUID } = await lambda.createEventSourceMapping({ ...ordersInput, ...more })
  await lambda.drain()
  return UUID
}

const stateOf = async (lambda: LocalLambda, UUID: string): Promise<string> =>
  (await lambda.getEventSourceMapping({ UUID })).State

describe('creating a mapping', () => {
  it("case 1: answers 202 with AWS's defaults, and is enabled later", async () => {
    const lambda = localLambda()

    const answer = await lambda.createEventSourceMapping(ordersInput)

    expect(answer).toEqual({
      UUID: 'id-1',
      EventSourceMappingArn: 'arn:aws:lambda:eu-central-1:123456789012:event-source-mapping:id-1',
      EventSourceArn: streamArn,
      FunctionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:orders',
      State: 'Creating',
      StateTransitionReason: 'User action',
      LastProcessingResult: 'No records processed',
      LastModified: new Date('2026-01-01T00:00:00.000Z'),
      StartingPosition,
      BatchSize: 100,
      BisectBatchOnFunctionError: false,
      DestinationConfig: { OnFailure: {} },
      FunctionResponseTypes: [],
      MaximumBatchingWindowInSeconds: 0,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      ParallelizationFactor: 1,
      TumblingWindowInSeconds: 0,
      $metadata: { httpStatusCode: 202 },
    })
    await lambda.drain()
    expect(await stateOf(lambda, answer.UUID)).toBe('Enabled')
  })

  it('case 2: refuses to begin nowhere', async () => {
    const call = localLambda().createEventSourceMapping(withoutPosition)

    expect(await errorOf(call)).toEqual(
      invalid(
        "1 validation error detected: Value null at 'startingPosition' failed to satisfy constraint: Member must not be null.",
      ),
    )
  })

  it('case 3: refuses a position that nobody knows, and lists the known ones', async () => {
    const call = localLambda().createEventSourceMapping({ ...withoutPosition, StartingPosition: 'invalid' })

    expect(await errorOf(call)).toEqual({
      name: 'ValidationException',
      statusCode: 400,
      message:
        "1 validation error detected: Value 'invalid' at 'startingPosition' failed to satisfy constraint: Member must satisfy enum value set: [LATEST, AT_TIMESTAMP, TRIM_HORIZON]",
    })
  })

  it('case 4: refuses AT_TIMESTAMP for a DynamoDB stream', async () => {
    const call = localLambda().createEventSourceMapping({
      ...withoutPosition,
      StartingPosition: 'AT_TIMESTAMP',
    })

    expect(await errorOf(call)).toEqual(invalid(`Unsupported starting position for arn type: ${streamArn}`))
  })

  it('case 5: refuses a stream that is not there', async () => {
    const EventSourceArn = streamArn.replace('things', 'nothings')

    const call = localLambda().createEventSourceMapping({ ...ordersInput, EventSourceArn })

    expect(await errorOf(call)).toEqual(invalid(`Stream not found: ${EventSourceArn}`))
  })

  it('case 5: refuses a stream that says itself that it is not there', async () => {
    const lambda = localLambda()
    lambda.source.setStatus('gone')

    expect(await errorOf(lambda.createEventSourceMapping(ordersInput))).toEqual(
      invalid(`Stream not found: ${streamArn}`),
    )
  })

  it('case 6: maps a function to a stream once, naming the mapping that is there; another function may follow', async () => {
    const lambda = localLambda()
    const UUID = await created(lambda)

    const again = await errorOf(lambda.createEventSourceMapping(ordersInput))
    const other = await lambda.createEventSourceMapping({ ...ordersInput, FunctionName: 'audit' })

    expect(again).toMatchObject({ name: 'ResourceConflictException', statusCode: 409 })
    expect((again as Error).message).toContain(UUID)
    expect(other.State).toBe('Creating')
  })

  it('case 7: refuses a destination for success', async () => {
    const call = localLambda().createEventSourceMapping({
      ...ordersInput,
      DestinationConfig: { OnSuccess: { Destination: queueArn } },
    })

    expect(await errorOf(call)).toEqual(
      invalid('Unsupported DestinationConfig parameter for given event source mapping type.'),
    )
  })

  it.each(['single-string', '{"eventName": ["INSERT"'])('case 8: refuses the filter %j', async Pattern => {
    const call = localLambda().createEventSourceMapping({
      ...ordersInput,
      FilterCriteria: { Filters: [{ Pattern }] },
    })

    expect(await errorOf(call)).toEqual(invalid('Invalid filter pattern definition.'))
  })

  it('case 9: takes no filters for no FilterCriteria', async () => {
    const answer = await localLambda().createEventSourceMapping({
      ...ordersInput,
      FilterCriteria: { Filters: [] },
    })

    expect(answer).not.toHaveProperty('FilterCriteria')
  })

  it.each([
    ['6 filters', Array.from({ length: 6 }, () => '{"eventName":["INSERT"]}'), 'filterCriteria.filters'],
    [
      'a pattern of 5,000 characters',
      [JSON.stringify({ eventName: ['x'.repeat(5_000)] })],
      'filterCriteria.filters.1.member.pattern',
    ],
  ])('case 10: refuses %s', async (_, patterns, place) => {
    const Filters = patterns.map(Pattern => ({ Pattern }))

    const call = localLambda().createEventSourceMapping({ ...ordersInput, FilterCriteria: { Filters } })

    expect(await errorOf(call)).toMatchObject({ name: 'ValidationException', statusCode: 400 })
    await expect(call).rejects.toThrow(`at '${place}' failed`)
  })

  it.each([
    [{ BatchSize: 0 }, "Value '0' at 'batchSize'", 'greater than or equal to 1'],
    [{ BatchSize: 10_001 }, "Value '10001' at 'batchSize'", 'less than or equal to 10000'],
    [{ MaximumBatchingWindowInSeconds: 301 }, 'maximumBatchingWindowInSeconds', 'less than or equal to 300'],
    [{ MaximumBatchingWindowInSeconds: 0.5 }, 'maximumBatchingWindowInSeconds', 'a whole number'],
    [{ ParallelizationFactor: 11 }, 'parallelizationFactor', 'less than or equal to 10'],
    [{ TumblingWindowInSeconds: 901 }, 'tumblingWindowInSeconds', 'less than or equal to 900'],
    [{ MaximumRetryAttempts: -2 }, 'maximumRetryAttempts', 'greater than or equal to -1'],
    [{ MaximumRetryAttempts: 10_001 }, 'maximumRetryAttempts', 'less than or equal to 10000'],
    [{ MaximumRecordAgeInSeconds: 59 }, 'MaximumRecordAgeInSeconds', '-1 or a value from 60 to 604800'],
    [{ MaximumRecordAgeInSeconds: 604_801 }, 'maximumRecordAgeInSeconds', 'less than or equal to 604800'],
  ])('case 11: refuses %j', async (parameters, what, allowed) => {
    const call = localLambda().createEventSourceMapping({ ...ordersInput, ...parameters })

    expect(await errorOf(call)).toMatchObject({ statusCode: 400 })
    await expect(call).rejects.toThrow(what)
    await expect(call).rejects.toThrow(allowed)
  })

  it('refuses what is no DynamoDB stream, and a function that does not exist', async () => {
    const lambda = localLambda()

    expect(await errorOf(lambda.createEventSourceMapping({ FunctionName: 'orders' }))).toEqual(
      invalid('Unrecognized event source.'),
    )
    expect(
      await errorOf(lambda.createEventSourceMapping({ ...ordersInput, FunctionName: 'nobody' })),
    ).toEqual(invalid('Function does not exist'))
  })

  it.each([
    'orders:1',
    '123456789012:function:orders',
    'arn:aws:lambda:eu-central-1:123456789012:function:orders:live',
  ])('takes the function name %s and shows it as an ARN', async FunctionName => {
    const { FunctionArn } = await localLambda().createEventSourceMapping({ ...ordersInput, FunctionName })

    expect(FunctionArn).toMatch(/^arn:aws:lambda:eu-central-1:123456789012:function:orders(:1|:live)?$/)
  })
})

describe('changing a mapping', () => {
  it('case 12: disables at the asking, and invokes no more', async () => {
    const lambda = localLambda()
    lambda.source.put('shard-1', ...recordsTo(1))
    const UUID = await created(lambda)

    const { State } = await lambda.updateEventSourceMapping({ UUID, Enabled: false })
    await lambda.drain()
    lambda.source.put('shard-1', recordOf({ seq: 2 }))
    await lambda.clock.pass(67_000)

    expect(State).toBe('Disabling')
    expect(await stateOf(lambda, UUID)).toBe('Disabled')
    expect(lambda.invocations.get('orders')).toEqual([[1]])
  })

  it.each(['TRIM_HORIZON', 'LATEST'])(
    'case 13: goes on where it was when it is enabled again, begun at %s',
    async position => {
      const lambda = localLambda()
      const UUID = await created(lambda, { StartingPosition: position })
      lambda.source.put('shard-1', ...recordsTo(2))
      await lambda.drain()
      await lambda.updateEventSourceMapping({ UUID, Enabled: false })
      await lambda.drain()
      lambda.source.put('shard-1', recordOf({ seq: 3 }))

      const { State } = await lambda.updateEventSourceMapping({ UUID, Enabled: true })
      await lambda.drain()

      expect(State).toBe('Enabling')
      expect(lambda.invocations.get('orders')).toEqual([[1, 2], [3]])
    },
  )

  it('case 14: is deleting for a while, then gone', async () => {
    const lambda = localLambda()
    const UUID = await created(lambda)

    const { State } = await lambda.deleteEventSourceMapping({ UUID })
    const during = await stateOf(lambda, UUID)
    await lambda.drain()

    expect([State, during]).toEqual(['Deleting', 'Deleting'])
    expect((await lambda.listEventSourceMappings()).EventSourceMappings).toEqual([])
  })

  it.each([
    ['the function', (lambda: LocalLambda) => void lambda.functions.delete('orders')],
    [
      'the table',
      (lambda: LocalLambda) => {
        lambda.source.setStatus('gone')
      },
    ],
  ])('case 14: stays listed and Enabled when %s is deleted', async (_, remove) => {
    const lambda = localLambda()
    const UUID = await created(lambda)
    lambda.source.put('shard-1', ...recordsTo(1))

    remove(lambda)
    await lambda.clock.pass(60_000)

    const { EventSourceMappings } = await lambda.listEventSourceMappings({ FunctionName: 'orders' })
    expect(EventSourceMappings).toMatchObject([{ UUID, State: 'Enabled' }])
  })

  it('case 15: says how the last batch went', async () => {
    const lambda = localLambda()
    const UUID = await created(lambda)
    const result = async () => (await lambda.getEventSourceMapping({ UUID })).LastProcessingResult
    const before = await result()
    lambda.source.put('shard-1', ...recordsTo(1))
    await lambda.drain()
    const afterSuccess = await result()
    lambda.functions.set('orders', () => {
      throw new Error('no')
    })
    lambda.source.put('shard-1', recordOf({ seq: 2 }))
    await lambda.clock.pass(5_000)

    expect([before, afterSuccess, await result()]).toEqual([
      'No records processed',
      'OK',
      'PROBLEM: Function call failed',
    ])
  })

  it.each(['getEventSourceMapping', 'updateEventSourceMapping', 'deleteEventSourceMapping'] as const)(
    'case 16: knows no unknown UUID in %s',
    async call => {
      expect(await errorOf(localLambda()[call]({ UUID: 'nobody' }))).toEqual({
        name: 'ResourceNotFoundException',
        statusCode: 404,
        message: 'The resource you requested does not exist.',
      })
    },
  )

  it('case 17: takes a setting over later, and refuses other changes until then', async () => {
    const lambda = localLambda()
    const UUID = await created(lambda)

    const { State, BatchSize } = await lambda.updateEventSourceMapping({ UUID, BatchSize: 1 })
    const meanwhile = await errorOf(lambda.updateEventSourceMapping({ UUID, BatchSize: 2 }))
    await lambda.drain()
    lambda.source.put('shard-1', ...recordsTo(2))
    await lambda.drain()

    expect([State, BatchSize]).toEqual(['Updating', 1])
    expect(meanwhile).toMatchObject({ name: 'ResourceInUseException', statusCode: 400 })
    expect(await stateOf(lambda, UUID)).toBe('Enabled')
    expect(lambda.invocations.get('orders')).toEqual([[1], [2]])
  })

  it('lists page by page', async () => {
    const lambda = localLambda()
    await created(lambda)
    await created(lambda, { FunctionName: 'audit' })

    const first = await lambda.listEventSourceMappings({ MaxItems: 1 })
    const second = await lambda.listEventSourceMappings({ MaxItems: 1, Marker: first.NextMarker ?? '' })

    expect(first.EventSourceMappings).toHaveLength(1)
    expect(second).toMatchObject({
      EventSourceMappings: [{ FunctionArn: expect.stringMatching(/audit$/) as string }],
    })
    expect(second).not.toHaveProperty('NextMarker')
  })
})
