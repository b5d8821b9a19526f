import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MetricAt } from '../test/support/aws-stub/metric-data.ts'
import type { CloudWatchStub } from '../test/support/cloudwatch-limits-stub.ts'
import { StubRefusal } from '../test/support/aws-stub/stub-refusal.ts'
import { cloudWatchStub } from '../test/support/cloudwatch-limits-stub.ts'
import { notedTerminal } from '../test/support/noted-terminal.ts'
import type { CostCommandOptions } from './cost-command.ts'
import { costCommand } from './cost-command.ts'

const nowMs = Date.UTC(2026, 10, 20, 12, 5)
const gib = 1024 ** 3

/** Usage type and price of one unit. */
const prices: readonly (readonly [string, string])[] = [
  ['ReadRequestUnits', '0.0000001250'],
  ['WriteRequestUnits', '0.0000006250'],
  ['IA-ReadRequestUnits', '0.0000001550'],
  ['IA-WriteRequestUnits', '0.0000007800'],
  ['ReadCapacityUnit-Hrs', '0.0001300000'],
  ['WriteCapacityUnit-Hrs', '0.0006500000'],
  ['IA-ReadCapacityUnit-Hrs', '0.0001600000'],
  ['IA-WriteCapacityUnit-Hrs', '0.0008100000'],
  ['TimedStorage-ByteHrs', '0.2500000000'],
  ['IA-TimedStorage-ByteHrs', '0.1000000000'],
  ['TimedPITRStorage-ByteHrs', '0.2000000000'],
  ['TimedBackupStorage-ByteHrs', '0.1000000000'],
]

/** For one unit: at once, and an hour; of one year and of three. */
const reserved: readonly (readonly [string, string, string, string])[] = [
  ['ReadCapacityUnit-Hrs', '1yr', '0.30', '0.000025'],
  ['WriteCapacityUnit-Hrs', '1yr', '1.50', '0.000128'],
  ['ReadCapacityUnit-Hrs', '3yr', '0.36', '0.000016'],
  ['WriteCapacityUnit-Hrs', '3yr', '1.80', '0.000081'],
]

const term = (code: string, dimensions: object, termAttributes = {}) => ({
  [code]: { offerTermCode: code, priceDimensions: dimensions, termAttributes },
})

/** An offer file as AWS publishes it, free tier bands included. */
const offerFile = (region = 'us-west-2', offerCode = 'AmazonDynamoDB'): string => {
  const products = Object.fromEntries(
    prices.map(([type]) => [
      `SKU${type}`,
      {
        sku: `SKU${type}`,
        productFamily: 'Amazon DynamoDB',
        attributes: { servicecode: offerCode, regionCode: region, usagetype: `USW2-${type}` },
      },
    ]),
  )
  const OnDemand = Object.fromEntries(
    prices.map(([type, USD]) => [
      `SKU${type}`,
      term(`SKU${type}.JRTCKXETXF`, {
        free: { unit: 'x', beginRange: '0', endRange: '25', pricePerUnit: { USD: '0.0000000000' } },
        paid: { unit: 'x', beginRange: '25', endRange: 'Inf', pricePerUnit: { USD } },
      }),
    ]),
  )
  const Reserved: Record<string, object> = {}
  for (const [type, LeaseContractLength, upfront, hourly] of reserved)
    Reserved[`SKU${type}`] = {
      ...Reserved[`SKU${type}`],
      ...term(
        `SKU${type}.${LeaseContractLength}`,
        {
          a: { unit: 'Quantity', pricePerUnit: { USD: upfront } },
          b: { unit: type, pricePerUnit: { USD: hourly } },
        },
        { LeaseContractLength, PurchaseOption: 'Heavy Utilization' },
      ),
    }
  return JSON.stringify({
    formatVersion: 'v1.0',
    offerCode,
    publicationDate: '2026-09-11T12:44:22Z',
    products,
    terms: { OnDemand, Reserved },
  })
}

const written = (content: string): string => {
  const file = join(mkdtempSync(join(tmpdir(), 'tailrace-cost-')), 'offer.json')
  writeFileSync(file, content)
  return file
}

const given = (more: Partial<CostCommandOptions> = {}): CostCommandOptions => ({
  ...{ table: 'shop', days: 14, prices: [written(offerFile())], target: 70, minUnits: 1, maxUnits: 40_000 },
  ...{ pipeline: false, memory: 512, architecture: 'arm64', shards: 1, invocationMs: 20, changeMs: 1 },
  output: 'json',
  ...more,
})

const described = (more: object = {}) => ({
  Table: {
    TableName: 'shop',
    TableArn: 'arn:aws:dynamodb:us-west-2:123456789012:table/shop',
    CreationDateTime: Date.UTC(2025, 0, 1) / 1_000,
    TableSizeBytes: 8 * gib,
    ProvisionedThroughput: { ReadCapacityUnits: 90, WriteCapacityUnits: 250 },
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byName',
        IndexSizeBytes: 2 * gib,
        ProvisionedThroughput: { ReadCapacityUnits: 10, WriteCapacityUnits: 100 },
      },
    ],
    StreamSpecification: { StreamEnabled: true },
    ...more,
  },
})

const dynamoDb =
  (table: object = described()) =>
  (operation: string): object | undefined => {
    if (operation === 'DescribeTable') return table
    if (operation === 'ListBackups') return { BackupSummaries: [{ BackupSizeBytes: 3 * gib }] }
    if (operation === 'DescribeContinuousBackups')
      return {
        ContinuousBackupsDescription: {
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
        },
      }
    return undefined
  }

/** Table: 100 reads and 200 writes a second, evenly; index: no reads and 100 writes a second. */
const steady: MetricAt = ({ MetricName, dimensions }) => {
  const isIndex = dimensions['GlobalSecondaryIndexName'] !== undefined
  if (MetricName === 'ConsumedReadCapacityUnits') return isIndex ? undefined : 6_000
  if (MetricName === 'ConsumedWriteCapacityUnits') return isIndex ? 6_000 : 12_000
  return undefined
}

interface Said {
  readonly minutes: number
  readonly options: readonly {
    readonly name: string
    readonly monthly: string | null
    readonly throughput: string | null
    readonly storage: string
    readonly throttledMinutes: number
    readonly capacity: string
  }[]
  readonly [name: string]: unknown
}

const run = async (stub: CloudWatchStub, options: Partial<CostCommandOptions> = {}): Promise<Said> => {
  const terminal = notedTerminal(stub.env, { nowMs })
  await costCommand(given(options), terminal)
  return JSON.parse(terminal.outText()) as Said
}

const failure = async (stub: CloudWatchStub, options: Partial<CostCommandOptions> = {}): Promise<string> => {
  const terminal = notedTerminal(stub.env, { nowMs })
  const ended: unknown = await costCommand(given(options), terminal).catch((error: unknown) => error)
  expect(terminal.outText()).toBe('')
  return ended instanceof Error
    ? `${String(Reflect.get(ended, 'code'))}: ${ended.message}`
    : `ended with ${String(ended)}`
}

describe('tailrace cost', () => {
  // Worked out by hand, for a month of 730 hours = 43,800 minutes:
  //   reads 6,000 x 43,800 = 262.8 million, writes (12,000 + 6,000) x 43,800 = 788.4 million
  //   on demand            262.8 x 0.125 + 788.4 x 0.625 = 32.85 + 492.75                          = 525.60
  //   on demand, IA        262.8 x 0.155 + 788.4 x 0.78 = 40.734 + 614.952                         = 655.686
  //   provisioned          table 100 R, 200 W; index 1 R (the least), 100 W: 101 R, 300 W
  //                        101 x 730 x 0.00013 + 300 x 730 x 0.00065 = 9.5849 + 142.35             = 151.9349
  //   provisioned, IA      101 x 730 x 0.00016 + 300 x 730 x 0.00081 = 11.7968 + 177.39            = 189.1868
  //   + reserved 1 y       R: 100 x 0.30 / 12 + 100 x 730 x 0.000025 + 1 x 730 x 0.00013
  //                           = 2.50 + 1.825 + 0.0949 = 4.4199
  //                        W: 300 x 1.50 / 12 + 300 x 730 x 0.000128 = 37.50 + 28.032 = 65.532      = 69.9519
  //   + reserved 3 y       R: 100 x 0.36 / 36 + 100 x 730 x 0.000016 + 0.0949 = 1 + 1.168 + 0.0949 = 2.2629
  //                        W: 300 x 1.80 / 36 + 300 x 730 x 0.000081 = 15 + 17.739 = 32.739         = 35.0019
  //   auto scaling at 70 % 100 / 0.7 = 142.9: 143 R; 200 / 0.7 = 285.7: 286 W; index 1 R, 143 W: 144 R, 429 W
  //                        144 x 730 x 0.00013 + 429 x 730 x 0.00065 = 13.6656 + 203.5605          = 217.2261
  //   auto scaling, IA     144 x 730 x 0.00016 + 429 x 730 x 0.00081 = 16.8192 + 253.6677          = 270.4869
  //   + reserved 1 y       R: 100 reserved 2.50 + 1.825 and 44 x 730 x 0.00013 = 4.1756: 8.5006 (200 reserved: 8.65)
  //                        W: 400 reserved 50 + 37.376 and 29 x 730 x 0.00065 = 13.7605: 101.1365
  //                           (500 reserved: 62.50 + 46.72 = 109.22)                                = 109.6371
  //   + reserved 3 y       R: 200 reserved 2 + 2.336 = 4.336 (100 reserved: 1 + 1.168 + 4.1756 = 6.3436)
  //                        W: 500 reserved 25 + 29.565 = 54.565 (400: 20 + 23.652 + 13.7605)        = 58.901
  //   as now               100 R, 350 W: 100 x 730 x 0.00013 + 350 x 730 x 0.00065 = 9.49 + 166.075 = 175.565
  //   as now, IA           100 x 730 x 0.00016 + 350 x 730 x 0.00081 = 11.68 + 206.955              = 218.635
  //   + reserved 1 y       R: 4.325; W: 400 reserved 50 + 37.376 = 87.376
  //                           (300 reserved: 37.50 + 28.032 + 50 x 730 x 0.00065 = 89.257)          = 91.701
  //   + reserved 3 y       R: 2.168; W: 400 reserved 20 + 23.652 = 43.652                           = 45.82
  //   storage of 10 GiB    2.50, and 1.00 in IA
  // As now the table has 90 reads a second of the 100 that are asked for: every one of 20,160 minutes is throttled.
  it('equals what is worked out by hand, to the cent, in every mode', async () => {
    const stub = await cloudWatchStub(nowMs, steady, dynamoDb())

    const { options, minutes } = await run(stub)

    expect(minutes).toBe(20_160)
    expect(
      options.map(({ name, throughput, storage, throttledMinutes }) => [
        name,
        throughput,
        storage,
        throttledMinutes,
      ]),
    ).toEqual([
      ['provisioned, never throttling + reserved 3 y', '35.00', '2.50', 0],
      ['provisioned, as now + reserved 3 y', '45.82', '2.50', 20_160],
      ['auto scaling + reserved 3 y', '58.90', '2.50', 0],
      ['provisioned, never throttling + reserved 1 y', '69.95', '2.50', 0],
      ['provisioned, as now + reserved 1 y', '91.70', '2.50', 20_160],
      ['auto scaling + reserved 1 y', '109.64', '2.50', 0],
      ['provisioned, never throttling', '151.93', '2.50', 0],
      ['provisioned, as now', '175.57', '2.50', 20_160],
      ['provisioned, never throttling, Standard-IA', '189.19', '1.00', 0],
      ['provisioned, as now, Standard-IA', '218.64', '1.00', 20_160],
      ['auto scaling', '217.23', '2.50', 0],
      ['auto scaling, Standard-IA', '270.49', '1.00', 0],
      ['on demand', '525.60', '2.50', 0],
      ['on demand, Standard-IA', '655.69', '1.00', 0],
    ])
  })

  it('has the rest of the bill, and where one way becomes cheaper than another', async () => {
    const stub = await cloudWatchStub(nowMs, steady, dynamoDb())

    const { other, breakEven } = await run(stub)

    // 8 GiB x 0.20, the index is not in a backup; 3 GiB x 0.10.
    expect(other).toEqual({ pitr: '1.60', backups: '0.30' })
    // 0.00013 / (3600 x 0.000000125) = 28.9 %; (655.686 - 525.60) / (0.25 - 0.10) = 867.24 GB.
    expect(breakEven).toEqual({ readPercent: 28.8, writePercent: 28.8, infrequentFromGb: 867.2 })
  })

  it('reads all of it, page by page', async () => {
    const stub = await cloudWatchStub(nowMs, steady, dynamoDb())

    await run(stub)

    // 3 series of 20,160 points.
    expect(stub.pointsPerAnswer).toEqual([60_480])
  })

  it('counts what a maximum on demand would have throttled', async () => {
    const most = described({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      ProvisionedThroughput: { ReadCapacityUnits: 0, WriteCapacityUnits: 0 },
      OnDemandThroughput: { MaxReadRequestUnits: 100, MaxWriteRequestUnits: 199 },
      GlobalSecondaryIndexes: [],
    })
    const stub = await cloudWatchStub(nowMs, steady, dynamoDb(most))

    const { options } = await run(stub)

    expect(options.find(({ name }) => name === 'on demand')?.throttledMinutes).toBe(20_160)
    expect(options.map(({ name }) => name)).not.toContain('provisioned, as now')
  })

  it('takes consumed units and throttle events for the least that was asked, and says so', async () => {
    const throttledMs = nowMs - 60 * 60_000
    const stub = await cloudWatchStub(
      nowMs,
      (metric, atMs) =>
        metric.MetricName === 'WriteThrottleEvents' &&
        metric.dimensions['GlobalSecondaryIndexName'] === undefined &&
        atMs === throttledMs
          ? 500
          : steady(metric, atMs),
      dynamoDb(),
    )
    const terminal = notedTerminal(stub.env, { nowMs })

    await costCommand(given({ output: 'human' }), terminal)

    expect(terminal.outText()).toContain(
      'the table: 1 minute throttled; what was asked then is not known: at least 12500 units (consumed + throttle events)',
    )
    // Of on demand: 500 units more in 14 days, 500 x 43,800 / 20,160 x 0.000000625 = 0.0007.
    expect(terminal.outText()).toMatch(/528\.10 +525\.60 +2\.50 +0 +on demand$/m)
  })

  it('says how many minutes have no data, and begins no earlier than the table', async () => {
    const born = described({
      CreationDateTime: (nowMs - 5 * 60_000 - 3_600_000) / 1_000,
      GlobalSecondaryIndexes: [],
    })
    const stub = await cloudWatchStub(
      nowMs,
      (metric, atMs) => ((atMs / 60_000) % 2 === 0 ? steady(metric, atMs) : undefined),
      dynamoDb(born),
    )
    const terminal = notedTerminal(stub.env, { nowMs })

    await costCommand(given({ output: 'human' }), terminal)

    expect(terminal.outText()).toContain('the table: 30 minutes of 60 without data, taken for 0')
  })

  it('reads points of five minutes where there are none of one any more', async () => {
    const stub = await cloudWatchStub(
      nowMs,
      (metric, atMs) => (steady(metric, atMs) ?? NaN) * (metric.Period / 60) || undefined,
      dynamoDb(),
    )

    const { options, exactFromMinute, minutes } = await run(stub, { days: 20 })

    expect(minutes).toBe(28_800)
    // Five days and ten minutes: the last minute of the fifteenth day may go while it is read.
    expect(exactFromMinute).toBe(7_210)
    expect(options.find(({ name }) => name === 'on demand')?.throughput).toBe('525.60')
  })

  it('works without files in a region whose prices are shipped, names them, and reserves nothing', async () => {
    const table = {
      Table: {
        ...described({ GlobalSecondaryIndexes: undefined }).Table,
        TableArn: 'arn:aws:dynamodb:us-east-1:123456789012:table/shop',
      },
    }
    const stub = await cloudWatchStub(nowMs, steady, dynamoDb(table))

    const { options, prices: named } = await run(stub, { prices: [], pipeline: true })

    expect(named).toMatchObject({ date: '2026-09-06', currency: 'USD' })
    expect(options.filter(({ name }) => name.includes('reserved'))).toEqual([])
    // 262.8 x 0.125 + 525.6 x 0.625
    expect(options.find(({ name }) => name === 'on demand')?.throughput).toBe('361.35')
  })

  it.each<readonly [string, Partial<CostCommandOptions>, RegExp]>([
    [
      'no price list of the region',
      { prices: [] },
      /^cost.region-unpriced: No prices of us-west-2 are shipped; those of us-east-1 are/,
    ],
    [
      'a list of another region',
      { prices: [written(offerFile('eu-west-1'))] },
      /^cost.prices-other-region: .* has no prices of us-west-2; it has those of eu-west-1/,
    ],
    [
      'a list of another service',
      { prices: [written(offerFile('us-west-2', 'AmazonEC2'))] },
      /^cost.prices-other-service: .* has the prices of AmazonEC2/,
    ],
    ['what is no JSON', { prices: [written('a,b')] }, /^cost.prices-unreadable: /],
    [
      'what is no list',
      { prices: [written('{"products":{}}')] },
      /^cost.prices-unreadable: .* it has no offerCode/,
    ],
    ['a file that is not there', { prices: ['/nowhere/offer.json'] }, /^cost.prices-unreadable: .*ENOENT/],
    [
      'a list without one of the prices',
      { prices: [written(offerFile().replaceAll('USW2-IA-WriteRequestUnits', 'USW2-IA-Write'))] },
      /^cost.price-missing: .* has no price for IA-WriteRequestUnits/,
    ],
    [
      'a price that is no number',
      { prices: [written(offerFile().replaceAll('0.0000007800', 'free'))] },
      /^cost.prices-unreadable: .* IA-WriteRequestUnits is no number/,
    ],
    ['too many days', { days: 64 }, /^cost.argument-invalid: --days/],
    ['a target that nothing reaches', { target: 95 }, /^cost.argument-invalid: --target/],
  ])('refuses %s without a figure', async (_, options, expected) => {
    const stub = await cloudWatchStub(nowMs, steady, dynamoDb())

    expect(await failure(stub, options)).toMatch(expected)
  })

  it('makes no number of a table without metrics', async () => {
    const stub = await cloudWatchStub(nowMs, () => undefined, dynamoDb())

    expect(await failure(stub)).toMatch(
      /^cost.no-metrics: CloudWatch has no consumed units of table shop in us-west-2/,
    )
  })

  it.each([
    ['DescribeTable', 'AccessDeniedException', /^cost.table-unreadable: Table shop cannot be described/],
    ['DescribeTable', 'ResourceNotFoundException', /^cost.table-unreadable: Table shop cannot be described/],
  ])('says it where %s answers %s', async (refused, type, expected) => {
    const stub = await cloudWatchStub(nowMs, steady, operation => {
      if (operation === refused) throw new StubRefusal(type, 'not for you')
      return dynamoDb()(operation)
    })

    expect(await failure(stub)).toMatch(expected)
  })

  it('says it where CloudWatch may not be asked', async () => {
    const stub = await cloudWatchStub(
      nowMs,
      () => {
        throw new StubRefusal(
          'AccessDenied',
          'User is not authorized to perform: cloudwatch:GetMetricData',
          403,
        )
      },
      dynamoDb(),
    )

    expect(await failure(stub)).toMatch(/^cloudwatch.access-denied: .*GetMetricData/)
  })
})
