import { describe, expect, it } from 'vitest'
import { memoryFailureDestination } from '../adapters/memory/memory-failure-destination.ts'
import { localMapping, recordsTo, reported, wholeFailure } from '../test/support/local-mapping.ts'
import { recordOf, seqOf, streamArn } from '../test/support/records.ts'
import type { FunctionTarget } from './ports/function-target.ts'

const thrown = (): never => {
  throw new TypeError('no')
}

describe('retries', () => {
  it('case 56: invokes once more than MaximumRetryAttempts, then discards', async () => {
    const local = localMapping({ settings: { MaximumRetryAttempts: 3 }, handler: thrown })
    local.source.put('shard-1', ...recordsTo(1))

    await local.drain()

    expect(local.invocations).toEqual([[1], [1], [1], [1]])
    expect(local.onFailure.documents()[0]?.requestContext.approximateInvokeCount).toBe(4)
  })

  it('case 57: discards after one invocation without retries', async () => {
    const local = localMapping({ settings: { MaximumRetryAttempts: 0 }, handler: thrown })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.invocations).toEqual([[1, 2]])
  })

  it('case 58: blocks the shard for as long as retries are unlimited', async () => {
    const local = localMapping({
      settings: { BatchSize: 1 },
      handler: ([first]) => (first === 1 ? thrown() : undefined),
    })
    local.source.put('shard-1', ...recordsTo(2))
    await local.mapping.start()

    await local.clock.pass(3_600_000)

    expect(local.invocations.length).toBeGreaterThan(50)
    expect(new Set(local.invocations.flat())).toEqual(new Set([1]))
  })

  it('case 59: spends no retry on an invocation that never took place', async () => {
    let calls = 0
    const target: FunctionTarget = {
      functionName: 'throttled',
      invoke: async () => {
        calls += 1
        return Promise.resolve(
          calls < 6 ? { type: 'not-invoked', message: 'throttled' } : { type: 'returned', value: null },
        )
      },
    }
    const local = localMapping({ settings: { MaximumRetryAttempts: 0 }, target })
    local.source.put('shard-1', ...recordsTo(1))

    await local.drain()

    expect(calls).toBe(6)
    expect(local.onFailure.documents()).toEqual([])
  })

  it('case 60: fits eight tries into 60 seconds', async () => {
    const local = localMapping({ handler: thrown })
    local.source.put('shard-1', ...recordsTo(1))
    await local.mapping.start()

    await local.clock.pass(60_000)

    expect(local.invocations).toHaveLength(8)
  })

  it('case 61: repeats a failing batch unaltered, newcomers excluded', async () => {
    const local = localMapping({
      settings: { MaximumRetryAttempts: 3 },
      handler: numbers => {
        if (numbers[0] !== 1) return undefined
        local.source.put('shard-1', recordOf({ seq: 10 + local.invocations.length }))
        return thrown()
      },
    })
    local.source.put('shard-1', ...recordsTo(3))
    await local.mapping.start()

    await local.clock.pass(30_000)

    expect(local.invocations.slice(0, 4)).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  it('case 62: goes on with the next record after a discard', async () => {
    const local = localMapping({
      settings: { MaximumRetryAttempts: 1, BatchSize: 1 },
      handler: ([first]) => (first === 1 ? thrown() : undefined),
    })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.invocations).toEqual([[1], [1], [2]])
  })

  it('case 63: drops records of an exhausted batch when there is no destination', async () => {
    const local = localMapping({
      settings: { MaximumRetryAttempts: 0 },
      handler: thrown,
      onFailure: 'none',
    })
    local.source.put('shard-1', ...recordsTo(1))

    await local.drain()

    expect(local.events.filter(({ event }) => event === 'Discarded')).toHaveLength(1)
    expect(await local.checkpoints.load('mapping-1', streamArn)).toEqual(
      new Map([['shard-1', { type: 'after', sequenceNumber: seqOf(1) }]]),
    )
  })
})

describe('partial responses', () => {
  it.each([[[]], [null], [{}], [{ batchItemFailures: [] }], [{ batchItemFailures: null }], ['']])(
    'case 64: takes %j for success',
    async answer => {
      const local = localMapping({ handler: () => answer })
      local.source.put('shard-1', ...recordsTo(3))

      await local.drain()

      expect(local.invocations).toHaveLength(1)
    },
  )

  it.each([
    [{ itemIdentifier: '123' }],
    [{ itemIdentifier: '' }],
    [{ itemIdentifier: null }],
    [{ foo: '123' }],
    [{ foo: null }],
  ])('case 65: fails the whole batch for %j', async entry => {
    const local = localMapping({
      settings: { MaximumRetryAttempts: 3 },
      handler: () => ({ batchItemFailures: [entry] }),
    })
    local.source.put('shard-1', ...recordsTo(1))

    await local.drain()

    const [document] = local.onFailure.documents()
    expect(local.invocations).toHaveLength(4)
    expect(document?.requestContext.condition).toBe('RetryAttemptsExhausted')
    expect(document?.responseContext?.functionError).toBeNull()
  })

  it('case 66: counts a throw like any other failure, and says Unhandled', async () => {
    const local = localMapping({ settings: { MaximumRetryAttempts: 3 }, handler: thrown })
    local.source.put('shard-1', ...recordsTo(1))

    await local.drain()

    expect(local.invocations).toHaveLength(4)
    expect(local.onFailure.documents()[0]?.responseContext?.functionError).toBe('Unhandled')
  })

  it('case 67: redelivers everything from the lowest identifier on, in whatever order they come', async () => {
    const local = localMapping({
      handler: (_, count) => (count === 1 ? reported(4, 2) : undefined),
    })
    local.source.put('shard-1', ...recordsTo(5))

    await local.drain()

    expect(local.invocations).toEqual([
      [1, 2, 3, 4, 5],
      [2, 3, 4, 5],
    ])
  })

  it('case 68: restarts the retry count on partial progress', async () => {
    const local = localMapping({
      settings: { BatchSize: 3, MaximumRetryAttempts: 3 },
      handler: numbers => (numbers.includes(6) ? reported(6) : undefined),
    })
    local.source.put('shard-1', ...recordsTo(6))

    await local.drain()

    expect(local.invocations).toEqual([[1, 2, 3], [4, 5, 6], [6], [6], [6], [6]])
    const [document] = local.onFailure.documents()
    expect(document?.DDBStreamBatchInfo.batchSize).toBe(1)
    expect(document?.requestContext.approximateInvokeCount).toBe(4)
  })

  it('case 69: ignores batchItemFailures without ReportBatchItemFailures', async () => {
    const local = localMapping({ settings: { FunctionResponseTypes: [] }, handler: () => reported(1) })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.invocations).toHaveLength(1)
  })
})

describe('bisect', () => {
  const settings = { BisectBatchOnFunctionError: true, MaximumRetryAttempts: 2 }

  it('case 71: halves a batch that throws down to the poison record', async () => {
    const local = localMapping({
      settings,
      handler: numbers => (numbers.includes(3) ? thrown() : undefined),
    })
    local.source.put('shard-1', ...recordsTo(4))

    await local.drain()

    expect(local.invocations).toEqual([[1, 2, 3, 4], [1, 2], [3, 4], [3], [3], [3], [4]])
    expect(local.onFailure.documents().map(each => each.DDBStreamBatchInfo.batchSize)).toEqual([1])
  })

  it('case 72: spends no retry on splitting', async () => {
    const local = localMapping({
      settings: { ...settings, MaximumRetryAttempts: 1 },
      handler: numbers => (numbers.length > 1 ? thrown() : undefined),
    })
    local.source.put('shard-1', ...recordsTo(8))

    await local.drain()

    expect(local.onFailure.documents()).toEqual([])
    expect(local.invocations.filter(({ length }) => length === 1)).toHaveLength(8)
  })

  it('case 73: splits a partial response at the returned record', async () => {
    const local = localMapping({
      settings,
      handler: (_, count) => (count === 1 ? reported(4) : undefined),
    })
    local.source.put('shard-1', ...recordsTo(5))

    await local.drain()

    expect(local.invocations).toEqual([
      [1, 2, 3, 4, 5],
      [4, 5],
    ])
  })

  it('case 74: halves after a throw although partial responses are on', async () => {
    const local = localMapping({ settings, handler: (_, count) => (count === 1 ? thrown() : undefined) })
    local.source.put('shard-1', ...recordsTo(4))

    await local.drain()

    expect(local.invocations).toEqual([
      [1, 2, 3, 4],
      [1, 2],
      [3, 4],
    ])
  })
})

describe('record age', () => {
  const old = (seq: number) => {
    const record = recordOf({ seq, key: `k${seq}` })
    return { ...record, dynamodb: { ...record.dynamodb, ApproximateCreationDateTime: 1_767_225_000 } }
  }

  it('case 76: never delivers a record that is too old already', async () => {
    const local = localMapping({ settings: { MaximumRecordAgeInSeconds: 60, MaximumRetryAttempts: 0 } })
    local.source.put('shard-1', old(1))

    await local.drain()

    const [document] = local.onFailure.documents()
    expect(local.invocations).toEqual([])
    expect(document?.requestContext).toMatchObject({
      condition: 'RecordAgeExceeded',
      approximateInvokeCount: 1,
    })
    expect(document).not.toHaveProperty('responseContext')
  })

  it('case 77: cuts the expired head off and delivers the rest', async () => {
    const local = localMapping({ settings: { MaximumRecordAgeInSeconds: 60, MaximumRetryAttempts: 0 } })
    local.source.put('shard-1', old(1), ...recordsTo(6).slice(1))

    await local.drain()

    expect(local.invocations).toEqual([[2, 3, 4, 5, 6]])
    expect(local.onFailure.documents().map(each => each.DDBStreamBatchInfo.batchSize)).toEqual([1])
  })

  it('case 78: gives a record up that ages while it is retried, after eight tries', async () => {
    const local = localMapping({ settings: { MaximumRecordAgeInSeconds: 60 }, handler: thrown })
    local.source.put('shard-1', ...recordsTo(1))

    await local.drain()

    const [document] = local.onFailure.documents()
    expect(document?.requestContext).toMatchObject({
      condition: 'RecordAgeExceeded',
      approximateInvokeCount: 8,
    })
    expect(document).not.toHaveProperty('responseContext')
  })
})

describe('failure documents', () => {
  it('case 79: names batch, place and cause, without the records', async () => {
    const local = localMapping({
      settings: { MaximumRetryAttempts: 0 },
      handler: () => wholeFailure,
      onFailure: memoryFailureDestination('sqs'),
    })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.onFailure.documents()).toEqual([
      {
        requestContext: {
          requestId: 'request-1',
          functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:local',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 1,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: null },
        version: '1.0',
        timestamp: '2026-01-01T00:00:00.000Z',
        DDBStreamBatchInfo: {
          shardId: 'shard-1',
          startSequenceNumber: seqOf(1),
          endSequenceNumber: seqOf(2),
          approximateArrivalOfFirstRecord: '2026-01-01T00:00:00Z',
          approximateArrivalOfLastRecord: '2026-01-01T00:00:00Z',
          batchSize: 2,
          streamArn,
        },
      },
    ])
  })

  it('case 81: carries the whole event as text to an S3 destination', async () => {
    const local = localMapping({ settings: { MaximumRetryAttempts: 0 }, handler: thrown })
    const records = recordsTo(2)
    local.source.put('shard-1', ...records)

    await local.drain()

    const payload = local.onFailure.documents()[0]?.payload ?? ''
    expect(JSON.parse(payload)).toEqual({ Records: records })
  })

  it('case 85: goes on when the destination cannot be written, and says so', async () => {
    const broken = {
      ...memoryFailureDestination(),
      write: async () => Promise.reject(new Error('access denied')),
    }
    const local = localMapping({
      settings: { MaximumRetryAttempts: 0, BatchSize: 1 },
      handler: ([first]) => (first === 1 ? thrown() : undefined),
      onFailure: broken,
    })
    local.source.put('shard-1', ...recordsTo(2))

    await local.drain()

    expect(local.invocations).toEqual([[1], [2]])
    expect(local.events.filter(({ event }) => event === 'DestinationFailed')).toHaveLength(3)
  })
})

describe('a function that hangs', () => {
  it('is cut off at its timeout, which is a failure', async () => {
    const local = localMapping({
      settings: { MaximumRetryAttempts: 1 },
      timeoutMs: 3_000,
      handler: async (_, count) => (count === 1 ? new Promise(() => undefined) : undefined),
    })
    local.source.put('shard-1', ...recordsTo(1))

    await local.drain()

    expect(local.invocations).toHaveLength(2)
    expect(local.events.find(({ event }) => event === 'InvokeEnded')).toMatchObject({
      message: 'Sandbox.Timedout: RequestId: request-1 Error: Task timed out after 3.00 seconds',
    })
  })
})
