import { describe, expect, it } from 'vitest'
import type { MetricAt } from '../test/support/aws-stub/metric-data.ts'
import { cloudWatchStub } from '../test/support/cloudwatch-limits-stub.ts'
import { tailrace } from '../test/support/tailrace.ts'
import { notedTerminal } from '../test/support/noted-terminal.ts'
import type { MetricsCommandOptions } from './metrics-command.ts'
import { metricsCommand } from './metrics-command.ts'

const nowMs = Date.UTC(2026, 10, 20, 12)
const minuteMs = 60_000

const run = async (at: MetricAt, options: Partial<MetricsCommandOptions> = {}) => {
  const stub = await cloudWatchStub(nowMs, at)
  const terminal = notedTerminal(stub.env, { nowMs })
  const given: MetricsCommandOptions = {
    ...{ table: 'shop', metric: 'ConsumedWriteCapacityUnits', since: '1h', output: 'json' },
    ...options,
  }
  const ended: unknown = await metricsCommand(given, terminal).catch((error: unknown) => error)
  return { ended, out: terminal.outText() }
}

interface Shown {
  readonly points: readonly { readonly at: string; readonly value: number }[]
  readonly gaps: readonly unknown[]
  readonly periodSeconds: number
}

describe('tailrace metrics', () => {
  it('shows every point of an hour, and where there is none', async () => {
    const { out } = await run((_, atMs) => {
      const minute = (atMs - (nowMs - 60 * minuteMs)) / minuteMs
      return minute === 3 || (minute >= 10 && minute < 20) ? undefined : minute
    })

    const { points, gaps } = JSON.parse(out) as Shown
    expect(points).toHaveLength(49)
    expect(points[3]).toEqual({ at: '2026-11-20T11:04:00.000Z', value: 4 })
    expect(gaps).toEqual([
      { from: '2026-11-20T11:03:00.000Z', to: '2026-11-20T11:04:00.000Z' },
      { from: '2026-11-20T11:10:00.000Z', to: '2026-11-20T11:20:00.000Z' },
    ])
  })

  it('draws it for people, gaps as dots on the ground', async () => {
    const { out } = await run(
      (_, atMs) => (atMs < nowMs - 30 * minuteMs ? 8 : atMs < nowMs - 15 * minuteMs ? 4 : undefined),
      {
        output: 'human',
      },
    )

    const lines = out.trim().split('\n')
    expect(lines[1]).toBe(`8 │${'█'.repeat(30)}${' '.repeat(30)}`)
    expect(lines[3]).toBe(`  │${'█'.repeat(30)}${' '.repeat(30)}`)
    expect(lines[4]).toBe(`  │${'█'.repeat(45)}${' '.repeat(15)}`)
    expect(lines[6]).toBe(`0 │${'█'.repeat(45)}${'·'.repeat(15)}`)
    expect(lines[7]).toBe('45 points: least 4, most 8, mean 6.66667, sum 300')
    expect(lines[8]).toBe('no data from 2026-11-20T11:45:00.000Z to 2026-11-20T12:00:00.000Z')
  })

  it('asks for what it is told: statistic, index, operation, function', async () => {
    const asked: unknown[] = []
    const note: MetricAt = metric => {
      asked.push([metric.Namespace, metric.dimensions, metric.Stat, metric.Period])
      return 1
    }
    await run(note, { since: '1m', index: 'byName' })
    await run(note, {
      since: '1m',
      metric: 'SuccessfulRequestLatency',
      operation: 'GetItem',
      statistic: 'p99.9',
    })
    const { table: _, ...noTable } = { table: undefined, function: 'projections', metric: 'IteratorAge' }
    await run(note, { since: '1m', ...noTable, table: undefined as never })

    expect(asked).toEqual([
      ['AWS/DynamoDB', { TableName: 'shop', GlobalSecondaryIndexName: 'byName' }, 'Sum', 60],
      ['AWS/DynamoDB', { TableName: 'shop', Operation: 'GetItem' }, 'p99.9', 60],
      ['AWS/Lambda', { FunctionName: 'projections' }, 'Average', 60],
    ])
  })

  it.each([
    ['15d', 60, 21_600],
    ['16d', 300, 4_608],
    ['64d', 3_600, 1_536],
  ])('takes the finest points that are kept for %s: of %i s', async (since, periodSeconds, count) => {
    const shown = JSON.parse((await run(() => 1, { since })).out) as Shown

    expect(shown.periodSeconds).toBe(periodSeconds)
    expect(shown.points).toHaveLength(count)
    expect(shown.gaps).toEqual([])
  })

  it.each<readonly [string, Partial<MetricsCommandOptions>, RegExp]>([
    ['a statistic that there is not', { statistic: 'p999' }, /--statistic is "p999"/],
    ['a time to come', { since: '2030-01-01' }, /--since/],
    ['a time longer ago than anything is kept', { since: '456d' }, /--since/],
    [
      'points finer than there are',
      { since: '20d', period: 60 },
      /--period is "60", it must be a multiple of 300/,
    ],
    ['a table and a function', { function: 'projections' }, /--table/],
  ])('refuses %s', async (_, options, expected) => {
    const { ended, out } = await run(() => 1, options)

    expect(ended).toMatchObject({
      code: 'metrics.argument-invalid',
      message: expect.stringMatching(expected) as string,
    })
    expect(out).toBe('')
  })

  it('says in one line what to install where the client of CloudWatch is missing', async () => {
    const hook = `import { registerHooks } from 'node:module'
registerHooks({ resolve: (name, context, next) => {
  if (name !== '@aws-sdk/client-cloudwatch') return next(name, context)
  throw Object.assign(new Error("Cannot find package '@aws-sdk/client-cloudwatch'"), { code: 'ERR_MODULE_NOT_FOUND' })
} })`
    const { code, out, said } = await tailrace(['metrics', '--table', 'shop', '--metric', 'X'], {
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`,
    })

    expect({ code, out }).toEqual({ code: 5, out: '' })
    expect(said).toBe(
      'tailrace: @aws-sdk/client-cloudwatch is not installed. npm install the package that is named, beside tailrace.\n',
    )
  })

  it('makes no picture of nothing', async () => {
    expect((await run(() => undefined)).ended).toMatchObject({
      code: 'metrics.no-data',
      message: expect.stringContaining(
        'no point of ConsumedWriteCapacityUnits of shop since 2026-11-20T11:00',
      ) as string,
    })
  })
})
