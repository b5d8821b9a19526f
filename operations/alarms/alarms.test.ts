import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { StubAccount } from '../../test/support/aws-stub/stub-account.ts'
import { deploymentStub } from '../../test/support/aws-stub/deployment-stub.ts'
import { healthyAccount, healthyMapping } from '../../test/support/healthy-account.ts'
import '../../test/support/same-samples.ts'
import { readProject } from '../project/read-project.ts'
import { parseYaml } from '../project/parse-yaml.ts'
import type { AlarmsOptions } from './alarms.ts'
import { changeAlarms } from './alarms.ts'
import type { AlarmStep } from './plan-alarms.ts'
import { projectAlarms } from './project-alarms.ts'
import { tableAlarms } from './table-alarms.ts'

let account: StubAccount = healthyAccount()
const stub = deploymentStub(() => account)
const topic = 'arn:aws:sns:eu-west-1:111122223333:pager'

const change = async (
  verb: AlarmsOptions['verb'],
  given: Partial<AlarmsOptions> = {},
): Promise<{ steps: readonly AlarmStep[]; notes: readonly string[] }> => {
  const said: string[] = []
  const steps = await changeAlarms({
    verb,
    tableName: 'shop',
    functionName: undefined,
    topic,
    allowWrites: false,
    env: {},
    endpoint: stub.endpoint(),
    region: 'eu-west-1',
    onTable: () => undefined,
    onPlan: (_, notes) => said.push(...notes),
    ...given,
  })
  return { steps, notes: said }
}

const counted = (steps: readonly AlarmStep[]): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...Map.groupBy(steps, ({ step }) => step)].map(([step, list]) => [step, list.length] as const),
  )

const named = (name: string): Record<string, unknown> | undefined =>
  account.alarms.find(({ AlarmName }) => AlarmName === name)

describe('alarms', () => {
  beforeEach(() => {
    account = healthyAccount()
    stub.requests.length = 0
  })
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it('are made, with what they look at, when they ring, and whom they tell', async () => {
    await change('apply')

    expect(named('tailrace/shop/shop-orders/LagPage')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: [{ Name: 'FunctionName', Value: 'shop-orders' }],
      Statistic: 'Maximum',
      Threshold: 72_000_000,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [topic],
    })
    expect(named('tailrace/shop/shop-orders/Duration')).toMatchObject({ Threshold: 27_000 })
    expect(named('tailrace/shop/shop-orders/Dropped')).toMatchObject({
      MetricName: 'DroppedEventCount',
      Dimensions: [{ Name: 'EventSourceMappingUUID', Value: 'uuid-1' }],
    })
    expect(named('tailrace/shop/WriteKeyRangeThroughput-GSI1')).toMatchObject({
      Namespace: 'AWS/DynamoDB',
      MetricName: 'WriteKeyRangeThroughputThrottleEvents',
      Dimensions: [
        { Name: 'TableName', Value: 'shop' },
        { Name: 'GlobalSecondaryIndexName', Value: 'GSI1' },
      ],
      Statistic: 'Sum',
      Threshold: 0,
    })
    expect(named('tailrace/shop/Latency-GetItem')).toMatchObject({ ExtendedStatistic: 'p99', Threshold: 100 })
    const { Metrics } = named('tailrace/shop/SystemErrors') as { readonly Metrics: readonly object[] }
    expect(Metrics).toHaveLength(11)
  })

  it('change nothing when they are applied a second time', async () => {
    const first = await change('apply')
    const before = structuredClone(account.alarms)
    stub.requests.length = 0
    const second = await change('apply')

    expect(counted(first.steps)).toEqual({ create: first.steps.length })
    expect(counted(second.steps)).toEqual({ unchanged: first.steps.length })
    expect(stub.requests).not.toContain('PutMetricAlarm')
    expect(account.alarms).toEqual(before)
  })

  it('are brought back where somebody has changed one, and where the table has changed', async () => {
    await change('apply')
    const alarm = named('tailrace/shop/ReadThrottleEvents')
    if (alarm !== undefined) alarm['Threshold'] = 99
    account.table['GlobalSecondaryIndexes'] = []

    const { steps } = await change('diff')
    expect(named('tailrace/shop/ReadThrottleEvents')).toMatchObject({ Threshold: 99 })
    await change('apply')

    expect(steps.filter(({ step }) => step === 'update')).toMatchObject([
      { name: 'tailrace/shop/ReadThrottleEvents', differs: ['Threshold'] },
    ])
    expect(counted(steps)['remove']).toBe(10)
    expect(named('tailrace/shop/ReadThrottleEvents')).toMatchObject({ Threshold: 0 })
    expect(named('tailrace/shop/WriteThrottleEvents-GSI1')).toBeUndefined()
  })

  it('refuse a name that a foreign one has, and change nothing then', async () => {
    account.alarms.push({ AlarmName: 'tailrace/shop/SystemErrors', AlarmArn: 'arn:foreign', Threshold: 7 })
    const before = structuredClone(account.alarms)

    await expect(change('apply')).rejects.toMatchObject({
      code: 'alarms.foreign',
      detail: { names: ['tailrace/shop/SystemErrors'] },
    })
    expect(account.alarms).toEqual(before)
  })

  it('go when they are removed, and foreign ones stay, whatever they are called', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('shop/x', 'shop/shop-orders/Lag2', 'shop2/SystemErrors', 'mine'), {
          maxLength: 4,
        }),
        fc.constantFrom(undefined, 'shop-orders'),
        async (names, functionName) => {
          account = healthyAccount()
          await change('apply')
          const own = account.alarms.length
          const foreign = [...new Set(names)].map((name, index) => ({
            AlarmName: `tailrace/${name}`,
            AlarmArn: `arn:foreign:${index}`,
          }))
          account.alarms.push(...foreign)

          await change('remove', { functionName, topic: undefined })

          const left = account.alarms.map(({ AlarmName }) => AlarmName)
          const ofTable = functionName === undefined ? 0 : own - 2 - 7
          expect(left).toHaveLength(2 + foreign.length + ofTable)
          for (const { AlarmName } of foreign) expect(left).toContain(AlarmName)
        },
      ),
      { numRuns: 4 },
    )
  }, 60_000)

  it('change nothing off this machine that nobody asked for in so many words', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
    const endpoint = stub.endpoint().replace('127.0.0.1', '0.0.0.0')

    await expect(change('apply', { endpoint })).rejects.toMatchObject({ code: 'monitoring.writes-refused' })
    expect(account.alarms).toHaveLength(2)
    expect((await change('diff', { endpoint })).steps.length).toBeGreaterThan(20)
    await change('apply', { endpoint, allowWrites: true })

    expect(account.alarms.length).toBeGreaterThan(20)
  })

  it('leave out what nobody counts, and say so', async () => {
    account.mappings = [{ ...healthyMapping('shop-orders'), MetricsConfig: undefined }]

    const { steps, notes } = await change('diff')

    expect(steps.map(({ name }) => name)).not.toContain('tailrace/shop/shop-orders/Dropped')
    expect(notes).toEqual([expect.stringContaining('EventCount') as unknown])
  })

  it('tell what waits for a redrive where somebody counts it, of that function and of no other', async () => {
    const parked = (...Dimensions: readonly (readonly [string, string])[]) => ({
      Namespace: 'Tailrace',
      MetricName: 'ParkedWaiting',
      Dimensions: Dimensions.map(([Name, Value]) => ({ Name, Value })),
    })
    const waiting = /\/Parked(Age|Waiting)$/
    const wanted = async (): Promise<readonly string[]> =>
      (await change('diff')).steps.map(({ name }) => name).filter(name => waiting.test(name))
    account.customMetrics = [
      parked(['function', 'shop-orders-2']),
      parked(['function', 'shop-orders'], ['stage', 'prod']),
    ]
    expect(await wanted()).toEqual([])

    account.customMetrics = [...account.customMetrics, parked(['function', 'shop-orders'])]
    expect(await wanted()).toEqual([
      'tailrace/shop/shop-orders/ParkedAge',
      'tailrace/shop/shop-orders/ParkedWaiting',
    ])
    await change('apply')
    expect(named('tailrace/shop/shop-orders/ParkedAge')).toMatchObject({
      Namespace: 'Tailrace',
      MetricName: 'ParkedAge',
      Dimensions: [{ Name: 'function', Value: 'shop-orders' }],
      Threshold: 86_400,
      TreatMissingData: 'ignore',
    })

    account.refused = { ListMetrics: { status: 403, type: 'AccessDenied', message: 'not you' } }
    await expect(change('diff')).rejects.toMatchObject({ detail: { action: 'cloudwatch:ListMetrics' } })
  })

  it('say in one line what may not be done, and what is no topic', async () => {
    account.refused = { PutMetricAlarm: { status: 403, type: 'AccessDenied', message: 'not you' } }
    await expect(change('apply')).rejects.toMatchObject({
      code: 'alarms.refused',
      detail: { action: 'cloudwatch:PutMetricAlarm' },
    })
    await expect(change('apply', { topic: 'pager' })).rejects.toMatchObject({
      code: 'alarms.argument-invalid',
    })
  })

  it('have names of their own, and metrics that DynamoDB gives, for any table', () => {
    const index = fc.stringMatching(/^[a-zA-Z0-9_.-]{3,20}$/)
    fc.assert(
      fc.property(
        fc.uniqueArray(index, { maxLength: 5 }),
        fc.integer({ min: 0, max: 1_000 }),
        fc.subarray(['us-east-1', 'ap-south-1']),
        (indexes, units, replicas) => {
          const provisioned = new Map(['', ...indexes].map(name => [name, { read: units, write: units }]))
          const alarms = tableAlarms({ tableName: 'any', indexes, provisioned, replicas })

          expect(new Set(alarms.map(({ id }) => id)).size).toBe(alarms.length)
          const metrics = alarms.flatMap(each => each.metrics)
          expect(metrics.every(({ dimensions }) => dimensions['TableName'] === 'any')).toBe(true)
          // It is counted by account and region only.
          expect(metrics.some(({ metric }) => metric === 'UserErrors')).toBe(false)
          for (const { metric, dimensions } of metrics)
            expect('Operation' in dimensions).toBe(
              ['ThrottledRequests', 'SystemErrors', 'SuccessfulRequestLatency'].includes(metric),
            )
        },
      ),
    )
  })

  it('are the same in infra/ as the command makes them', async () => {
    const text = readFileSync('infra/alarms.yml', 'utf8')
    const { Resources } = parseYaml(text) as {
      readonly Resources: Readonly<Record<string, { readonly Properties: Readonly<Record<string, unknown>> }>>
    }
    const { functions } = await readProject('.', {})
    const six = ['Projections', 'Reactions'].flatMap(name => [
      `${name}Lag`,
      `${name}Errors`,
      `${name}GivenUp`,
    ])

    expect(Object.keys(Resources)).toEqual(expect.arrayContaining(six))
    expect(projectAlarms({ functions, table: 'Table', indexes: ['GSI1', 'GSI2'] })).toContain(
      'ProjectionsLagPage',
    )
    await change('apply')
    for (const id of ['Lag', 'LagPage', 'Errors', 'Throttles', 'Duration']) {
      const {
        AlarmActions: _,
        Dimensions: __,
        AlarmDescription: ___,
        ...wanted
      } = Resources[`Reactions${id}`]?.Properties ?? {}
      expect(Object.keys(wanted).length).toBeGreaterThan(5)
      expect(named(`tailrace/shop/shop-orders/${id}`)).toMatchObject(wanted)
    }
  }, 60_000)
})
