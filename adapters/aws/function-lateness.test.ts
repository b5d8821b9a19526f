import { afterEach, describe, expect, it, vi } from 'vitest'
import type { MetricAt } from '../../test/support/aws-stub/metric-data.ts'
import { StubRefusal } from '../../test/support/aws-stub/stub-refusal.ts'
import { cloudWatchStub } from '../../test/support/cloudwatch-limits-stub.ts'
import { functionLateness } from './function-lateness.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const nowMs = 1_767_225_600_000
const signal = new AbortController().signal

const asked = async (at: MetricAt, names: readonly string[], sinceMs = nowMs - hourMs) => {
  const stub = await cloudWatchStub(nowMs, at)
  for (const [name, value] of Object.entries(stub.env)) vi.stubEnv(name, value)
  return { stub, found: await functionLateness(names, { sinceMs, nowMs }, signal) }
}

describe('the lateness of functions', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  it('is that of the latest of them, now and since then', async () => {
    const metrics: unknown[] = []
    const at: MetricAt = (metric, atMs) => {
      metrics.push(metric)
      const isEarly = atMs < nowMs - 30 * minuteMs
      return metric.dimensions['FunctionName'] === 'a' ? (isEarly ? 9_000_000 : 100) : isEarly ? 50 : 7_000
    }

    const { found } = await asked(at, ['a', 'b'])

    expect(found).toEqual({ nowMs: 7_000, mostMs: 9_000_000 })
    expect(metrics[0]).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Stat: 'Maximum',
      Period: 60,
    })
  })

  it('is asked of the last minutes at least, as CloudWatch tells of them late', async () => {
    const { found } = await asked(
      (_, atMs) => (atMs < nowMs - 8 * minuteMs ? 3_000 : undefined),
      ['a'],
      nowMs,
    )
    expect(found).toEqual({ nowMs: 3_000, mostMs: 3_000 })
  })

  it('is not known where no batch came', async () => {
    const { found } = await asked(() => undefined, ['a', 'b'])
    expect(found).toBeUndefined()
  })

  it('is read to its end where an answer has no room for it', async () => {
    const names = Array.from({ length: 80 }, (_, place) => `f${place}`)
    const at: MetricAt = ({ dimensions }) => (dimensions['FunctionName'] === 'f79' ? hourMs : 1)

    const { found, stub } = await asked(at, names, nowMs - 23 * hourMs)

    expect(stub.operations.length).toBeGreaterThan(1)
    expect(found).toEqual({ nowMs: hourMs, mostMs: hourMs })
  })

  it('that may not be asked for is an error and not a guess', async () => {
    const denied: MetricAt = () => {
      throw new StubRefusal('AccessDenied', 'not authorized to perform: cloudwatch:GetMetricData')
    }
    await expect(asked(denied, ['a'])).rejects.toThrow(
      /^CloudWatch does not say how late the functions are: .*cloudwatch:GetMetricData/,
    )
  })
})
