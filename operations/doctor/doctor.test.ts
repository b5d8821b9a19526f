import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import type { StubAccount } from '../../test/support/aws-stub/stub-account.ts'
import { deploymentStub } from '../../test/support/aws-stub/deployment-stub.ts'
import {
  healthyAccount,
  healthyMapping,
  shopStreamArn,
  shopTableArn,
} from '../../test/support/healthy-account.ts'
import '../../test/support/same-samples.ts'
import { smallProjects } from '../../test/support/small-project.ts'
import { doctor, policiesIn } from './doctor.ts'
import type { DoctorReport } from './doctor.ts'

let account: StubAccount = healthyAccount()
const stub = deploymentStub(() => account)
const empty = mkdtempSync(join(tmpdir(), 'tailrace-doctor-'))

const look = async (
  folder = empty,
  given: { functionName?: string; maxReadUnits?: number } = {},
): Promise<DoctorReport> =>
  doctor({
    tableName: 'shop',
    functionName: given.functionName,
    maxReadUnits: given.maxReadUnits ?? 100,
    folder,
    env: {},
    clock: systemClock,
    endpoint: stub.endpoint(),
    region: 'eu-west-1',
    onTable: () => undefined,
  })

/** That there is no project is no fault of an account. */
const checksNot = ({ notChecked }: DoctorReport): readonly string[] =>
  notChecked.map(({ check }) => check).filter(check => check !== 'processors')

const [mapping, configuration] = [
  (change: Record<string, unknown>) => (of: StubAccount) => {
    of.mappings = of.mappings.map(each => ({ ...each, ...change }))
  },
  (name: string, value: string) => (of: StubAccount) => {
    of.functions['shop-orders'] = {
      ...of.functions['shop-orders'],
      Environment: {
        Variables: { LEDGER_URL: 'dynamodb://ledger', PARK_URL: 's3://parked/', [name]: value },
      },
    }
  },
]
const pipeOn = (
  { table }: StubAccount,
  Name: string,
  other: Partial<StubAccount['pipes'][number]> = {},
): StubAccount['pipes'][number] => ({
  Name,
  Source: String(table['LatestStreamArn']),
  DesiredState: 'RUNNING',
  ...other,
})
const described = (change: Record<string, unknown>) => (of: StubAccount) => {
  of.table = { ...of.table, ...change }
}
const measured = (name: string, value: number) => (of: StubAccount) => {
  of.metrics = { ...of.metrics, [name]: value }
}
const items = (of: (index: number) => Record<string, unknown>) => (to: StubAccount) => {
  to.items = Array.from({ length: 300 }, (_, index) => ({ SK: { S: 'X' }, ...of(index) }))
}

type Fault = readonly [check: string, severity: string, change: (of: StubAccount) => void]

/** Each can be had together with each of the others, but for those that look at the same thing. */
const faults: readonly Fault[] = [
  ['encryption', 'notes', described({ SSEDescription: undefined })],
  ['deletion-protection', 'warns', described({ DeletionProtectionEnabled: false })],
  ['point-in-time-recovery', 'warns', of => (of.pitr = false)],
  ['tags', 'notes', of => (of.tags = 0)],
  ['index-limits', 'notes', described({ LocalSecondaryIndexes: [{ IndexName: 'L' }] })],
  ['endless-retries', 'warns', mapping({ MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1 })],
  ['bisect', 'warns', mapping({ BisectBatchOnFunctionError: false })],
  ['starting-position', 'warns', mapping({ StartingPosition: 'LATEST' })],
  ['batch-window', 'notes', mapping({ MaximumBatchingWindowInSeconds: 0 })],
  ['last-result', 'breaks', mapping({ LastProcessingResult: 'PROBLEM: Function call failed' })],
  ['whole-batches', 'notes', mapping({ FunctionResponseTypes: [] })],
  ['parallelization', 'notes', mapping({ ParallelizationFactor: 4 })],
  ['event-counts', 'notes', mapping({ MetricsConfig: undefined })],
  ['endpoints', 'breaks', configuration('AUDIT_URL', 'http://localhost:4566')],
  ['rights', 'breaks', of => (of.rights = of.rights.filter(([action]) => action !== 'dynamodb:GetRecords'))],
  ['clock-skew', 'warns', of => (of.dateShiftMs = -240_000)],
  ['hot-partition', 'warns', measured('WriteKeyRangeThroughputThrottleEvents shop GSI1', 7)],
  ['throttled', 'warns', measured('ReadAccountLimitThrottleEvents shop', 1)],
  ['near-account-limit', 'warns', of => (of.limits = { ...of.limits, TableMaxReadCapacityUnits: 5 })],
  ['no-monitoring', 'warns', of => (of.alarms = [])],
  ['scans', 'warns', measured('SuccessfulRequestLatency shop Scan', 20_000)],
  ['unused-index', 'notes', measured('ConsumedReadCapacityUnits shop GSI1', 0)],
  ['synchronous-work', 'notes', measured('SuccessfulRequestLatency shop TransactWriteItems', 20_000)],
  [
    'large-items',
    'warns',
    of => (of.items = [{ PK: { S: 'P' }, text: { S: 'x'.repeat(320 * 1024) } }, ...of.items.slice(0, 50)]),
  ],
]

/** A table of 5 read units is at the limit that one of the faults sets, and at no other. */
const provisioned = (of: StubAccount): void => {
  described({ ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 0 } })(of)
}

const alone: readonly Fault[] = [
  ['stream', 'breaks', described({ StreamSpecification: undefined, LatestStreamArn: undefined })],
  [
    'encryption',
    'breaks',
    described({ SSEDescription: { Status: 'ENABLED', InaccessibleEncryptionDateTime: 1 } }),
  ],
  ['endpoints', 'warns', configuration('AUDIT_URL', 'memory:')],
  ['few-retries', 'warns', mapping({ MaximumRetryAttempts: 0 })],
  ['enabled', 'warns', mapping({ State: 'Disabled' })],
  ['failure-destination', 'warns', mapping({ DestinationConfig: undefined })],
  [
    'failure-destination',
    'warns',
    of => {
      const Destination = 'arn:aws:sqs:eu-west-1:111122223333:failed'
      mapping({ DestinationConfig: { OnFailure: { Destination } } })(of)
      of.rights.push(['sqs:SendMessage', Destination])
    },
  ],
  [
    'readers',
    'warns',
    of => of.mappings.push(healthyMapping('shop-orders', 'b'), healthyMapping('shop-orders', 'c')),
  ],
  [
    'readers',
    'warns',
    of => {
      described({ Replicas: [{ RegionName: 'us-east-1' }] })(of)
      of.mappings.push(healthyMapping('shop-orders', 'b'))
    },
  ],
  ['readers', 'notes', of => (of.mappings = [])],
  ['readers', 'warns', of => of.pipes.push(pipeOn(of, 'to-bus'), pipeOn(of, 'to-queue'))],
  ['rights', 'warns', of => of.rights.push(['dynamodb:*', '*'])],
  ['rights', 'breaks', of => (of.rights = of.rights.filter(([, on]) => on !== 'arn:aws:s3:::parked/*'))],
  [
    'no-auto-scaling',
    'warns',
    described({ ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }),
  ],
  [
    'over-provisioning',
    'notes',
    of => {
      described({ ProvisionedThroughput: { ReadCapacityUnits: 500, WriteCapacityUnits: 5 } })(of)
      of.scaled = ['dynamodb:table:WriteCapacityUnits']
    },
  ],
  ['hot-prefix', 'notes', items(index => ({ PK: { S: index % 3 === 0 ? `P${index}` : 'ALL' } }))],
  [
    'monotonic-keys',
    'warns',
    items(index => ({ PK: { S: `2026-11-${String((index % 28) + 1).padStart(2, '0')}` } })),
  ],
  ['throttled', 'warns', measured('WriteMaxOnDemandThroughputThrottleEvents shop', 3)],
  ['throttled', 'warns', measured('ReadProvisionedThroughputThrottleEvents shop', 3)],
]

describe('doctor', () => {
  beforeEach(() => {
    account = healthyAccount()
    stub.requests.length = 0
  })

  it('says nothing of a healthy deployment, and has checked all of it', async () => {
    const report = await look()

    expect(report.findings).toEqual([])
    expect(checksNot(report)).toEqual([])
    expect(report).toMatchObject({ table: 'shop', region: 'eu-west-1', account: '111122223333' })
  })

  it.each([...faults, ...alone])('finds %s, which %s', async (check, severity, change) => {
    provisioned(account)
    change(account)

    const { findings } = await look()

    expect([...new Set(findings.map(each => `${each.check} ${each.severity}`))]).toEqual([
      `${check} ${severity}`,
    ])
    for (const { what, why, fix, see } of findings) {
      expect([what, why, fix].every(text => text.length > 10)).toBe(true)
      expect(see).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//)
    }
  })

  it('finds exactly the faults that there are, whichever come together', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray([...faults]), fc.integer({ min: 1, max: 3 }), async (chosen, retries) => {
        account = healthyAccount()
        provisioned(account)
        mapping({ MaximumRetryAttempts: retries * 50 })(account)
        for (const [, , change] of chosen) change(account)

        const { findings } = await look()

        const found = new Set(findings.map(({ check }) => check))
        expect([...found].toSorted()).toEqual(chosen.map(([check]) => check).toSorted())
      }),
      { numRuns: 15 },
    )
  }, 60_000)

  it('says of what it may not ask that it was not checked, and checks the rest', async () => {
    const operations: readonly (readonly [operation: string, action: string, check: string])[] = [
      ['DescribeContinuousBackups', 'dynamodb:DescribeContinuousBackups', 'point-in-time-recovery'],
      ['DescribeTimeToLive', 'dynamodb:DescribeTimeToLive', 'time-to-live'],
      ['ListTagsOfResource', 'dynamodb:ListTagsOfResource', 'tags'],
      ['DescribeLimits', 'dynamodb:DescribeLimits', 'near-account-limit'],
      ['Scan', 'dynamodb:Scan', 'large-items'],
      ['GET /2015-03-31/event-source-mappings', 'lambda:ListEventSourceMappings', 'readers'],
      ['GET /2015-03-31/functions/NAME/configuration', 'lambda:GetFunctionConfiguration', 'endpoints'],
      ['GET /v1/pipes', 'pipes:ListPipes', 'readers'],
      ['GetMetricData', 'cloudwatch:GetMetricData', 'hot-partition'],
      ['DescribeAlarms', 'cloudwatch:DescribeAlarms', 'no-monitoring'],
      ['SimulatePrincipalPolicy', 'iam:SimulatePrincipalPolicy', 'rights'],
    ]
    for (const [operation, action, check] of operations) {
      account = healthyAccount()
      account.table['DeletionProtectionEnabled'] = false
      account.refused = { [operation]: { status: 403, type: 'AccessDeniedException', message: 'no' } }

      const { findings, notChecked } = await look()

      expect(findings.map(each => each.check)).toEqual(['deletion-protection'])
      expect(notChecked).toContainEqual({ check, because: `needs ${action}` })
    }
  }, 60_000)

  it('names the pipes that read the stream, and neither those that are stopped nor those of another', async () => {
    account = healthyAccount()
    account.pipes.push(
      pipeOn(account, 'stopped', { DesiredState: 'STOPPED' }),
      pipeOn(account, 'of-another', { Source: `${String(account.table['LatestStreamArn'])}0` }),
      pipeOn(account, 'to-bus'),
    )

    expect((await look()).findings).toEqual([])

    account.pipes.push(pipeOn(account, 'to-queue'))
    const { findings } = await look()
    expect(findings.map(({ check, what }) => [check, what])).toEqual([
      ['readers', 'a mapping and the pipes to-bus, to-queue read its stream'],
    ])
  })

  it.each(['InternalError', 'Forbidden', 'PartialData'] as const)(
    'takes no series that CloudWatch calls %s for one without events',
    async status => {
      account = healthyAccount()
      account.metricStatus = status

      const { findings, notChecked } = await look()

      expect(findings).toEqual([])
      expect(notChecked.find(({ check }) => check === 'hot-partition')?.because).toContain(
        'cloudwatch:GetMetricData was not answered',
      )
    },
  )

  it.each([
    ['ExpiredTokenException', 'The security token included in the request is expired'],
    ['UnrecognizedClientException', 'The security token included in the request is invalid.'],
  ])('says in one line that credentials are refused: %s', async (type, message) => {
    account.refused = { DescribeTable: { status: 400, type, message } }

    await expect(look()).rejects.toMatchObject({
      code: 'doctor.credentials-refused',
      message: expect.stringContaining(type) as unknown,
      remedy: expect.stringContaining('aws sso login') as unknown,
    })
  })

  it('ends where the table is not there, or may not be described', async () => {
    account.table.TableName = 'another'
    await expect(look()).rejects.toMatchObject({ code: 'doctor.table-unreadable' })

    account.refused = { DescribeTable: { status: 400, type: 'AccessDeniedException', message: 'no' } }
    await expect(look()).rejects.toThrow('needs dynamodb:DescribeTable')
  })

  it('finds a function whose mapping is on a stream that the table had before', async () => {
    mapping({ EventSourceArn: `${shopTableArn}/stream/2025-01-01T00:00:00.000` })(account)

    const { findings } = await look(empty, { functionName: 'shop-orders' })

    expect(findings.map(({ check, severity }) => [check, severity])).toContainEqual([
      'former-stream',
      'breaks',
    ])
    await expect(look(empty, { functionName: 'nobody' })).rejects.toMatchObject({
      code: 'doctor.function-unknown',
    })
  })

  it('never spends more read units on its sample than it may, whatever items are there', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 100, maxLength: 200 }),
        async (maxReadUnits, sizes) => {
          account = healthyAccount()
          account.items = sizes.map((size, index) => ({
            PK: { S: `${index}` },
            text: { S: 'x'.repeat(size) },
          }))

          await look(empty, { maxReadUnits })

          expect(account.spentUnits).toBeLessThanOrEqual(maxReadUnits)
          expect(account.spentUnits).toBeGreaterThan(0)
        },
      ),
      { numRuns: 10 },
    )
    account = healthyAccount()
    stub.requests.length = 0
    const { notChecked } = await look(empty, { maxReadUnits: 0 })
    expect(stub.requests).not.toContain('Scan')
    expect(notChecked).toContainEqual({ check: 'large-items', because: '--max-read-units is 0' })
  }, 60_000)

  describe('where the folder has the processors of the function', () => {
    const projectOf = smallProjects()
    const source = (path: string): string => JSON.stringify(new URL(`../../${path}`, import.meta.url).href)
    const code = `
import { registry } from ${source('core/registry/define-registry.ts')}
import { processor } from ${source('core/processor/define-processor.ts')}
import { everything } from ${source('core/filter/words.ts')}
export const pipeline = () => registry([
  processor({ name: 'watch', needs: ['old'], writesTable: true, filter: everything(), handle: async () => undefined }),
])
export const handler = () => undefined
`
    const folder = projectOf({ code })

    it.each<Fault>([
      ['response-type', 'breaks', mapping({ FunctionResponseTypes: [] })],
      ['retries-before-parking', 'breaks', mapping({ MaximumRetryAttempts: 3 })],
      ['retries-before-age', 'warns', mapping({ MaximumRetryAttempts: 100 })],
      ['age-before-parking', 'warns', mapping({ MaximumRecordAgeInSeconds: 600 })],
      [
        'view-type',
        'breaks',
        described({ StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } }),
      ],
      [
        'stale-filters',
        'warns',
        mapping({ FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] } }),
      ],
      ['parallelization', 'notes', mapping({ ParallelizationFactor: 2 })],
      [
        'rights',
        'breaks',
        of => (of.rights = of.rights.filter(([action]) => action !== 'dynamodb:DeleteItem')),
      ],
    ])('finds %s, which %s', async (check, severity, change) => {
      for (const action of ['ConditionCheckItem', 'DeleteItem', 'GetItem', 'Query'])
        account.rights.push([`dynamodb:${action}`, shopTableArn])
      expect((await look(folder)).findings).toEqual([])
      change(account)

      const { findings } = await look(folder)

      expect(findings.map(each => `${each.check} ${each.severity}`)).toEqual([`${check} ${severity}`])
    })

    it.each([
      [undefined, 'no item of it expires'],
      ['other', 'its items expire by other'],
    ])('finds time-to-live where the table has %s and the project says expiresAt', async (ttl, what) => {
      const specification = 'TimeToLiveSpecification: { AttributeName: expiresAt, Enabled: true }'
      const expiring = projectOf({
        streamSpecification: `TableName: shop\n      ${specification}\n      StreamSpecification: { StreamViewType: NEW_AND_OLD_IMAGES }`,
      })
      account.ttl = 'expiresAt'
      const sound = await look(expiring)
      account.ttl = ttl

      const { findings } = await look(expiring)

      expect(sound.findings.filter(({ check }) => check === 'time-to-live')).toEqual([])
      expect(findings.filter(({ check }) => check === 'time-to-live')).toMatchObject([
        {
          severity: 'warns',
          subject: 'shop',
          what,
          fix: expect.stringContaining('AttributeName=expiresAt') as unknown,
        },
      ])
    })

    it('prints a policy that allows what is needed, and nothing else', async () => {
      const policy = policiesIn(await look(folder))['shop-orders'] as {
        readonly Statement: readonly { readonly Action: readonly string[]; readonly Resource: string }[]
      }

      const allowed = policy.Statement.flatMap(({ Action, Resource }) =>
        Action.map(each => `${each} ${Resource}`),
      )
      const held = [
        ...account.rights,
        ...['ConditionCheckItem', 'DeleteItem', 'GetItem', 'Query'].map(
          name => [`dynamodb:${name}`, shopTableArn] as const,
        ),
      ].map(([action, resource]) => `${action} ${resource}`)
      expect(allowed.toSorted()).toEqual(held.toSorted())
      expect(allowed).toContain(`dynamodb:GetRecords ${shopStreamArn}`)
    })
  })
})
