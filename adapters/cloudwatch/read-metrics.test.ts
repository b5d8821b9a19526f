import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cloudWatchStub } from '../../test/support/cloudwatch-limits-stub.ts'
import '../../test/support/same-samples.ts'
import type { MetricQuery } from './read-metrics.ts'
import { readMetrics } from './read-metrics.ts'
import { openCloudWatch } from './open-cloudwatch.ts'

const nowMs = Date.UTC(2026, 10, 20)
const minuteMs = 60_000

const query = (number: number, periodSeconds = 60): MetricQuery => ({
  key: `series ${number}`,
  namespace: 'AWS/DynamoDB',
  metricName: 'ConsumedWriteCapacityUnits',
  dimensions: { TableName: `table-${number}` },
  statistic: 'Sum',
  periodSeconds,
})
const queries = (count: number): readonly MetricQuery[] =>
  Array.from({ length: count }, (_, index) => query(index))
const tableOf = ({ TableName = '' }: Readonly<Record<string, string>>): number => Number(TableName.slice(6))

/** What the stub holds: another value in each minute of each series. */
const valueAt = (table: number, atMs: number): number => table * 1_000_000 + (nowMs - atMs) / minuteMs

describe('series of CloudWatch', () => {
  it('come whole with 600 queries and more than 150,000 points', async () => {
    const stub = await cloudWatchStub(nowMs, ({ dimensions }, atMs) => valueAt(tableOf(dimensions), atMs))
    const cloudWatch = await openCloudWatch(stub.env)
    const span = { startMs: nowMs - 260 * minuteMs, endMs: nowMs }

    const found = await readMetrics(cloudWatch, queries(600), span)

    expect(found.size).toBe(600)
    for (let table = 0; table < 600; table += 1) {
      const values = found.get(`series ${table}`) ?? new Map<number, number>()
      expect(values.size).toBe(260)
      for (const [atMs, value] of values)
        if (value !== valueAt(table, atMs)) expect(value).toBe(valueAt(table, atMs))
    }
    // 500 x 260 = 130,000 in two pages, and 100 x 260 in one.
    expect(stub.pointsPerAnswer).toEqual([100_800, 29_200, 26_000])
  })

  it('come whole a hundred points at a time, gaps left as they are', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.boolean(), { minLength: 50, maxLength: 300, size: 'max' }), {
          minLength: 1,
          maxLength: 5,
        }),
        async isThere => {
          const startMs = nowMs - 300 * minuteMs
          const stub = await cloudWatchStub(nowMs, ({ dimensions }, atMs) =>
            isThere[tableOf(dimensions)]?.[(atMs - startMs) / minuteMs] === true
              ? valueAt(tableOf(dimensions), atMs)
              : undefined,
          )
          const cloudWatch = await openCloudWatch(stub.env)

          const found = await readMetrics(
            cloudWatch,
            queries(isThere.length),
            { startMs, endMs: nowMs },
            { maxDatapoints: 100 },
          )

          for (const [table, minutes] of isThere.entries()) {
            const expected = minutes.flatMap((is, minute) => (is ? [startMs + minute * minuteMs] : []))
            expect([...(found.get(`series ${table}`) ?? [])]).toEqual(
              expected.map(atMs => [atMs, valueAt(table, atMs)]),
            )
          }
          expect(Math.max(...stub.pointsPerAnswer)).toBeLessThanOrEqual(100)
        },
      ),
      { numRuns: 25 },
    )
  })
})
