import { describe, expect, it } from 'vitest'
import { streamFunctions } from './serverless-settings.ts'

const withStream = (stream: object, more: object = {}): unknown => ({
  provider: { name: 'aws' },
  functions: {
    orders: {
      handler: 'functions/orders.handler',
      events: [{ stream: { type: 'dynamodb', arn: { 'Fn::GetAtt': ['Table', 'StreamArn'] }, ...stream } }],
      ...more,
    },
    other: { handler: 'functions/other.handler', events: [{ httpApi: 'GET /' }] },
  },
})

describe('streamFunctions', () => {
  it("reads settings in the framework's words and completes them with AWS's defaults", () => {
    const [found, ...others] = streamFunctions(
      withStream({
        batchSize: 10,
        batchWindow: 5,
        startingPosition: 'LATEST',
        parallelizationFactor: 2,
        maximumRetryAttempts: 3,
        bisectBatchOnFunctionError: true,
        functionResponseType: 'ReportBatchItemFailures',
        filterPatterns: [{ eventName: ['INSERT'] }],
      }),
    )

    expect(others).toEqual([])
    expect(found).toMatchObject({
      functionName: 'orders',
      file: 'functions/orders',
      exportName: 'handler',
      timeoutMs: 6_000,
      memorySizeMb: 1024,
      streams: [
        {
          settings: {
            BatchSize: 10,
            MaximumBatchingWindowInSeconds: 5,
            StartingPosition: 'LATEST',
            ParallelizationFactor: 2,
            MaximumRetryAttempts: 3,
            MaximumRecordAgeInSeconds: -1,
            BisectBatchOnFunctionError: true,
            FunctionResponseTypes: ['ReportBatchItemFailures'],
            FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
            Enabled: true,
          },
        },
      ],
    })
  })

  it('deploys what is not said as the framework does, whose batches are smaller than those of AWS', () => {
    const arn = 'arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-01-01T00:00:00.000'
    const shorthand = {
      functions: { orders: { handler: 'functions/orders.handler', events: [{ stream: arn }] } },
    }

    const found = [withStream({}), shorthand].flatMap(streamFunctions)

    expect(
      found.map(({ timeoutMs, memorySizeMb, streams: [{ settings }] }) => [
        timeoutMs,
        memorySizeMb,
        settings.BatchSize,
      ]),
    ).toEqual([
      [6_000, 1024, 10],
      [6_000, 1024, 10],
    ])
  })

  it('takes timeout and memory from the provider where the function has none', () => {
    const serverless = { ...(withStream({}) as object), provider: { timeout: 20, memorySize: 256 } }

    expect(streamFunctions(serverless)[0]).toMatchObject({ timeoutMs: 20_000, memorySizeMb: 256 })
  })

  it('leaves references of ARN and destinations to the caller', () => {
    const [found] = streamFunctions(
      withStream({ arn: '${self:custom.arn}', destinations: { onFailure: '${self:custom.queue}' } }),
    )

    expect(found?.streams[0].arn).toBe('${self:custom.arn}')
  })

  it('refuses a reference in a setting that it needs, naming function and setting', () => {
    expect(() => streamFunctions(withStream({ batchSize: '${self:custom.size}' }))).toThrow(
      'orders: batchSize is ${self:custom.size}, which the local engine cannot resolve.',
    )
    expect(() => streamFunctions(withStream({}, { timeout: '${opt:timeout}' }))).toThrow(/orders: timeout is/)
    expect(() => streamFunctions(withStream({ filterPatterns: '${file(f.json)}' }))).toThrow(
      /filterPatterns is/,
    )
  })

  it.each([
    [{ batchSize: 0 }, 'orders: BatchSize is 0, allowed is a whole number from 1 to 10000.'],
    [{ batchSize: 'ten' }, 'orders: BatchSize is "ten"'],
    [{ batchWindow: 301 }, 'MaximumBatchingWindowInSeconds'],
    [{ parallelizationFactor: 11 }, 'ParallelizationFactor'],
    [{ maximumRetryAttempts: -2 }, '-1 or a whole number from 0 to 10000'],
    [{ maximumRecordAgeInSeconds: 59 }, '-1 or a whole number from 60 to 604800'],
    [{ startingPosition: 'AT_TIMESTAMP' }, 'StartingPosition'],
    [{ functionResponseType: 'Report' }, 'functionResponseType'],
    [{ filterPatterns: 'all' }, 'filterPatterns'],
    [{ filterPatterns: [{}, {}, {}, {}, {}, {}] }, '6 filters'],
    [{ filterPatterns: [{ a: ['x'.repeat(5_000)] }] }, '4,096 characters at most'],
  ])('refuses %j', (stream, message) => {
    expect(() => streamFunctions(withStream(stream))).toThrow(message)
  })

  it('refuses a handler that names no export', () => {
    expect(() => streamFunctions(withStream({}, { handler: 'orders' }))).toThrow('allowed is PATH.EXPORT')
  })

  it('finds nothing in a file without functions', () => {
    expect(streamFunctions(undefined)).toEqual([])
    expect(streamFunctions({ functions: { a: null } })).toEqual([])
  })
})
