import { Console } from 'node:console'
import { Writable } from 'node:stream'
import type { GenericLogger } from '@aws-lambda-powertools/commons/types'
import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics } from '@aws-lambda-powertools/metrics'
import fc from 'fast-check'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { everything } from '../../core/filter/words.ts'
import type { BatchFigures } from '../../core/observe/observer.ts'
import { observers } from '../../core/observe/observers.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import '../../test/support/same-samples.ts'
import { powertoolsLogger } from './powertools-logger.ts'
import { powertoolsMetrics } from './powertools-metrics.ts'

/** A line of the embedded metric format, as CloudWatch reads it. */
interface MetricLine extends Record<string, unknown> {
  readonly _aws: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[]
    }[]
  }
}

/** What a Metrics of Powertools writes, line by line. */
const written = (
  run: (metrics: Metrics) => void,
): { readonly lines: readonly MetricLine[]; readonly warnings: number } => {
  const lines: MetricLine[] = []
  const warn = vi.fn()
  const logger = { ...console, warn } as unknown as GenericLogger
  const metrics = new Metrics({ namespace: 'Tailrace', serviceName: 'shop', logger })
  Reflect.set(metrics, 'console', {
    ...console,
    log: (line: string) => void lines.push(JSON.parse(line) as MetricLine),
  })
  run(metrics)
  return { lines, warnings: warn.mock.calls.length }
}

/** All values of a metric under some dimensions, as CloudWatch would add them up. */
const valuesOf = (
  lines: readonly MetricLine[],
  name: string,
  of: Readonly<Record<string, string>>,
): readonly number[] =>
  lines
    .filter(line => Object.entries(of).every(([key, value]) => line[key] === value))
    .flatMap(line => (line[name] ?? []) as number | number[])

const times = fc.array(fc.nat(100_000), { maxLength: 350 })
const figures = fc.record({
  ...{
    received: fc.nat(1_000),
    filtered: fc.nat(),
    applied: fc.nat(),
    unchanged: fc.nat(),
    parked: fc.nat(),
  },
  ...{ retried: fc.nat(), finishedBefore: fc.nat(), writeToEffectMs: times, callMs: times },
})

const batchOf = (processors: BatchFigures['processors']): BatchFigures => ({
  ...{
    functionName: 'shop-projections',
    streamArn,
    firstSequenceNumber: '1',
    lastSequenceNumber: '9',
    records: 9,
  },
  processors,
})

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('Metrics of Powertools', () => {
  it('writes every figure once, under function and processor, in lines that CloudWatch takes', () => {
    fc.assert(
      fc.property(fc.array(figures, { minLength: 1, maxLength: 3 }), all => {
        const processors = all.map((each, at) => ({ ...each, processor: `p${at}` }))
        const { lines, warnings } = written(metrics =>
          powertoolsMetrics(metrics).figures?.(batchOf(processors)),
        )

        for (const each of processors) {
          const own = (name: string) =>
            valuesOf(lines, name, {
              function: 'shop-projections',
              processor: each.processor,
              service: 'shop',
            })
          const isThere = each.received > 0
          const counts = {
            Received: 'received',
            Filtered: 'filtered',
            Applied: 'applied',
            Unchanged: 'unchanged',
            Parked: 'parked',
            Retried: 'retried',
          } as const
          for (const [name, figure] of Object.entries(counts))
            expect(own(name)).toEqual(isThere ? [each[figure]] : [])
          expect(own('WriteToEffect')).toEqual(isThere ? each.writeToEffectMs : [])
          expect(own('HandlerTime')).toEqual(isThere ? each.callMs : [])
        }
        for (const line of lines) {
          const [declared] = line._aws.CloudWatchMetrics
          expect(declared?.Dimensions).toEqual([['service', 'function', 'processor']])
          for (const { Name } of declared?.Metrics ?? [])
            expect([line[Name]].flat().length).toBeLessThanOrEqual(100)
          expect(line).toMatchObject({ stream: streamArn, firstSequenceNumber: '1', lastSequenceNumber: '9' })
        }
        expect(warnings).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('publishes what the caller had stored by itself, and not among its own', () => {
    const { lines } = written(metrics => {
      metrics.addDimension('route', '/orders').addMetric('Own', 'Count', 3)
      const received = { received: 1, filtered: 0, applied: 1, unchanged: 0, parked: 0, retried: 0 }
      const one = { processor: 'p', ...received, finishedBefore: 0, writeToEffectMs: [5], callMs: [2] }
      void powertoolsMetrics(metrics).figures?.(batchOf([one]))
    })

    expect(lines.map(line => [line['Own'], line['route'], line['Received']])).toEqual([
      [3, '/orders', undefined],
      [undefined, undefined, 1],
    ])
  })

  it('times sinks, also where no batch ever ends', async () => {
    let nowMs = 0
    const all: MetricLine[] = []
    const metrics = new Metrics({ namespace: 'Tailrace', serviceName: 'shop' })
    Reflect.set(metrics, 'console', {
      ...console,
      log: (line: string) => void all.push(JSON.parse(line) as MetricLine),
    })
    const observe = observers(powertoolsMetrics(metrics, () => nowMs))
    const sink = observe.sink('search', {
      write: async (ok: boolean) => {
        nowMs += 7
        await Promise.resolve()
        if (!ok) throw new Error('no')
      },
    })

    for (let call = 0; call < 250; call += 1) {
      await sink.write(call % 2 === 0).catch(() => undefined)
      await new Promise(setImmediate)
    }

    const whole = valuesOf(all, 'SinkTime', { sink: 'search', service: 'shop' })
    expect(whole).toEqual(Array.from({ length: 198 }, () => 7))
    expect(valuesOf(all, 'SinkFailed', { sink: 'search' }).reduce((sum, each) => sum + each, 0)).toBe(99)
  })

  it('counts what a function did with real records', async () => {
    const all: MetricLine[] = []
    const metrics = new Metrics({ namespace: 'Tailrace', serviceName: 'shop' })
    Reflect.set(metrics, 'console', {
      ...console,
      log: (line: string) => void all.push(JSON.parse(line) as MetricLine),
    })
    const { watch } = observers(powertoolsMetrics(metrics))
    const own = processor({
      name: 'own',
      filter: everything().on('MODIFY'),
      handle: async () => Promise.resolve(),
    })

    await functionOf([own], { watch }).invoke([
      recordOf({ seq: 1, key: 's3cr3t-a', after: { x: 's3cr3t' } }),
      recordOf({ seq: 2, key: 's3cr3t-b', kind: 'INSERT' }),
    ])

    const of = { function: 'test', processor: 'own' }
    expect(['Received', 'Filtered', 'Applied'].map(name => valuesOf(all, name, of))).toEqual([[2], [1], [1]])
    expect(JSON.stringify(all)).not.toContain('s3cr3t')
  })
})

describe('the Logger of Powertools', () => {
  it('says stream and sequence numbers on every line while a batch is delivered, and not after', async () => {
    vi.stubEnv('POWERTOOLS_DEV', 'false')
    const lines: Record<string, unknown>[] = []
    const logger = new Logger({ serviceName: 'shop', persistentKeys: { team: 'search' } })
    const stream = new Writable({
      write: (line: Buffer, _, done) => {
        lines.push(JSON.parse(line.toString()) as Record<string, unknown>)
        done()
      },
    })
    Reflect.set(logger, 'console', new Console(stream, stream))
    const own = processor({
      name: 'own',
      filter: everything(),
      handle: async () => {
        logger.info('of the handler')
        return Promise.reject(new TypeError('fails'))
      },
    })
    const { watch } = observers(powertoolsLogger(logger))

    await functionOf([own], { watch, logger }).invoke([recordOf({ seq: 3 }), recordOf({ seq: 4, key: 'b' })])
    logger.info('after')

    const keys = { stream: streamArn, firstSequenceNumber: seqOf(3), lastSequenceNumber: seqOf(4) }
    const during = lines.filter(({ message }) => message !== 'after')
    expect(during.map(({ message }) => message)).toEqual(expect.arrayContaining(['of the handler', 'fails']))
    for (const line of during) expect(line).toMatchObject({ ...keys, team: 'search' })
    expect(lines.at(-1)).toMatchObject({ message: 'after', team: 'search' })
    expect(lines.at(-1)).not.toHaveProperty('stream')
  })
})
