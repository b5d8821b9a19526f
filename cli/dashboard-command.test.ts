import { describe, expect, it } from 'vitest'
import type { OtherAnswer } from '../test/support/cloudwatch-limits-stub.ts'
import { StubRefusal } from '../test/support/aws-stub/stub-refusal.ts'
import { cloudWatchStub } from '../test/support/cloudwatch-limits-stub.ts'
import { notedTerminal } from '../test/support/noted-terminal.ts'
import type { DashboardCommandOptions } from './dashboard-command.ts'
import { dashboardCommand } from './dashboard-command.ts'

/** How AWS's documentation has it that a dashboard is not there, and how LocalStack answers. */
const absences = [
  ['ResourceNotFound', 'Dashboard does not exist'],
  ['InvalidParameterValueException', 'Dashboard x does not exist.'],
] as const

/** An account with dashboards in it. */
const account = (
  dashboards: Map<string, string>,
  [type, message]: readonly [string, string] = absences[0],
): OtherAnswer => {
  const name = (input: Readonly<Record<string, unknown>>): string => String(input['DashboardName'])
  return (operation, input) => {
    switch (operation) {
      case 'DescribeTable':
        return {
          Table: {
            TableName: 'shop',
            TableArn: 'arn:aws:dynamodb:us-west-2:123456789012:table/shop',
            GlobalSecondaryIndexes: [{ IndexName: 'byName' }],
          },
        }
      case 'GetDashboard':
        if (!dashboards.has(name(input))) throw new StubRefusal(type, message)
        return { DashboardBody: dashboards.get(name(input)) }
      case 'PutDashboard':
        dashboards.set(name(input), String(input['DashboardBody']))
        return { DashboardValidationMessages: [] }
      case 'DeleteDashboards':
        for (const each of input['DashboardNames'] as readonly string[]) dashboards.delete(each)
        return {}
      default:
        return undefined
    }
  }
}

const setUp = async (dashboards = new Map<string, string>(), absence?: readonly [string, string]) => {
  const stub = await cloudWatchStub(0, () => undefined, account(dashboards, absence))
  const run = async (
    action: 'apply' | 'remove',
    options: Partial<DashboardCommandOptions> = {},
    env: Readonly<Record<string, string>> = {},
  ) => {
    const terminal = notedTerminal({ ...stub.env, ...env })
    const given = {
      table: 'shop',
      function: ['projections=uuid-1', 'reactions'],
      allowWrites: false,
      output: 'human' as const,
    }
    const ended: unknown = await dashboardCommand(action, { ...given, ...options }, terminal).catch(
      (error: unknown) => error,
    )
    return { ended, out: terminal.outText(), said: terminal.saidText() }
  }
  return { dashboards, run, stub }
}

const puts = (operations: readonly string[]): number =>
  operations.filter(name => name === 'PutDashboard').length

describe('tailrace dashboard', () => {
  it.each(absences)('applied twice changes nothing the second time (%s)', async (...absence) => {
    const { run, dashboards, stub } = await setUp(new Map(), absence)

    const first = await run('apply')
    const stored = new Map(dashboards)
    const second = await run('apply')

    expect(first.out).toBe('tailrace-shop-table: created\ntailrace-shop-pipeline: created\n')
    expect(second.out).toBe('tailrace-shop-table: unchanged\ntailrace-shop-pipeline: unchanged\n')
    expect(puts(stub.operations)).toBe(2)
    expect(dashboards).toEqual(stored)
  })

  it('writes anew what somebody changed, and takes its own away only', async () => {
    const { run, dashboards } = await setUp(new Map([['foreign', '{"widgets":[]}']]))
    await run('apply')
    const text = dashboards.get('tailrace-shop-table') ?? ''
    dashboards.set('tailrace-shop-table', text.replace('Removed by TTL', 'Something else'))

    expect((await run('apply')).out).toContain('tailrace-shop-table: changed')
    expect(dashboards.get('tailrace-shop-table')).toBe(text)
    expect((await run('remove')).out).toBe('tailrace-shop-table: removed\ntailrace-shop-pipeline: removed\n')
    expect((await run('remove')).out).toBe('tailrace-shop-table: absent\ntailrace-shop-pipeline: absent\n')
    expect([...dashboards.keys()]).toEqual(['foreign'])
  })

  it.each(['apply', 'remove'] as const)('does not %s over a dashboard of somebody else', async action => {
    const { run, dashboards } = await setUp(new Map([['tailrace-shop-table', '{"widgets":[]}']]))

    expect((await run(action)).ended).toMatchObject({ code: 'monitoring.dashboard-foreign' })
    expect(dashboards.get('tailrace-shop-table')).toBe('{"widgets":[]}')
  })

  it('writes nothing off loopback unless that is asked for, and shows account, region and table', async () => {
    const { run, stub } = await setUp()
    const env = { AWS_ENDPOINT_URL_CLOUDWATCH: 'https://monitoring.us-west-2.amazonaws.com' }

    const { ended, said } = await run('apply', {}, env)

    expect(ended).toMatchObject({ code: 'monitoring.writes-refused' })
    expect(said).toBe(
      'dashboard apply tailrace-shop-table, tailrace-shop-pipeline: account 123456789012, region us-west-2, table shop\n',
    )
    expect(stub.operations).toEqual(['DescribeTable'])
  })

  it('has places for all of its widgets, none over another', async () => {
    const { run, dashboards } = await setUp()
    await run('apply')

    for (const text of dashboards.values()) {
      const { widgets } = JSON.parse(text) as {
        widgets: { x: number; y: number; width: number; height: number }[]
      }
      const taken = widgets.flatMap(({ x, y, width, height }) =>
        Array.from(
          { length: width * height },
          (_, at) => `${x + (at % width)},${y + Math.floor(at / width)}`,
        ),
      )
      expect(new Set(taken).size).toBe(taken.length)
      expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24)
    }
    expect(dashboards.get('tailrace-shop-table')).toContain('"GlobalSecondaryIndexName","byName"')
    expect(dashboards.get('tailrace-shop-pipeline')).toContain(
      '"DroppedEventCount","EventSourceMappingUUID","uuid-1"',
    )
  })

  it('searches the namespace that it is given for what functions count', async () => {
    const { run, dashboards } = await setUp()

    await run('apply', { namespace: 'Shop/eu' })

    const text = dashboards.get('tailrace-shop-pipeline') ?? ''
    const found = [...text.matchAll(/Namespace=\\"([^"]*)\\"/g)].map(([, name]) => name)
    expect(new Set(found)).toEqual(new Set(['Shop/eu']))
  })

  it.each(['', `x" OR MetricName="y`, "x'", 'x\n'])('refuses the namespace %j', async namespace => {
    const { run, dashboards } = await setUp()

    expect((await run('apply', { namespace })).ended).toMatchObject({ code: 'metrics.argument-invalid' })
    expect(dashboards.size).toBe(0)
  })

  it('refuses a name that CloudWatch does not take', async () => {
    const { run } = await setUp()

    expect((await run('apply', { name: 'a.b' })).ended).toMatchObject({ code: 'metrics.argument-invalid' })
  })
})
