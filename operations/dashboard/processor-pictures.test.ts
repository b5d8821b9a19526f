import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { MetricsLike } from '../../adapters/powertools/metrics-like.ts'
import { powertoolsMetrics } from '../../adapters/powertools/powertools-metrics.ts'
import { everything } from '../../core/filter/words.ts'
import { observers } from '../../core/observe/observers.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import type { Metric } from './definition.ts'
import { processorPictures } from './processor-pictures.ts'

const functions = [{ functionName: 'test', mappingId: undefined, memoryMb: 512 }]

const expressionsIn = (metrics: readonly Metric[]): readonly string[] =>
  metrics.flatMap(([first]) =>
    typeof first === 'object' && typeof first['expression'] === 'string' ? [first['expression']] : [],
  )

/** What a function writes, by metric: the dimensions that it stands under. */
const written = async (): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> => {
  const names = new Map<string, Readonly<Record<string, string>>>()
  let dimensions: Record<string, string> = {}
  const metrics: MetricsLike = {
    addDimension: (name, value) => (dimensions[name] = value),
    addMetadata: () => undefined,
    addMetric: name => names.set(name, dimensions),
    hasStoredMetrics: () => false,
    publishStoredMetrics: () => (dimensions = {}),
  }
  const observe = observers(powertoolsMetrics(metrics))
  const sink = observe.sink('search', { write: async () => Promise.resolve() })
  const own = processor({ name: 'own', filter: everything(), handle: async () => sink.write() })
  const { invoke } = functionOf([own], { watch: observe.watch })
  await invoke([recordOf({ seq: 1 })])
  await invoke([recordOf({ seq: 2 })])
  return names
}

describe('pictures of processors', () => {
  it('look for what a function writes, each of it, under the dimensions that it writes', async () => {
    const names = await written()
    const expressions = processorPictures({ functions }).flatMap(({ metrics }) => expressionsIn(metrics))
    const searched = expressions.flatMap(text => [
      ...text.matchAll(/SEARCH\('Namespace="Tailrace" MetricName="(\w+)"( function="test")?'/g),
    ])

    expect(new Set(searched.map(([, name]) => name))).toEqual(new Set(names.keys()))
    for (const [, name = '', ofFunction] of searched)
      expect([name, names.get(name)?.['function']]).toEqual([name, ofFunction && 'test'])
  })

  it('have the quantiles of what a write takes', () => {
    const titles = processorPictures({ functions }).map(({ title, stat }) => [title, stat])

    for (const quantile of ['p50', 'p95', 'p99'])
      expect(titles).toContainEqual([`From write to effect, ${quantile}, ms, by processor`, quantile])
  })

  it('reckon what is billed for a million changes', () => {
    const [cost] = processorPictures({ functions }).filter(({ title }) => title.includes('million'))
    // 100 invocations of 600 ms at 512 MiB are 30 GB-seconds; of 10,000 changes.
    const reckon = (text: string): unknown =>
      runInNewContext(text, { d0: 60_000, i0: 100, MAX: (all: number) => all, SEARCH: () => 10_000 })

    expect(expressionsIn(cost?.metrics ?? []).map(reckon)).toEqual([3_000, 10_000])
  })

  it('reckon it in money where a price of the region is shipped, and say which', () => {
    const cost = (region: string, architecture?: 'arm64') => {
      const of = functions.map(each => ({ ...each, ...(architecture && { architecture }) }))
      return processorPictures({ functions: of, region }).find(({ title }) => title.includes('million'))
    }
    const reckon = (text: string): unknown =>
      runInNewContext(text, { d0: 60_000, i0: 100, MAX: (all: number) => all, SEARCH: () => 10_000 })
    const moneyOf = (picture: ReturnType<typeof cost>): readonly unknown[] =>
      expressionsIn(picture?.metrics ?? []).map(reckon)

    // 3,000 GB-seconds at 0.0000166667, or 0.0000133334 on arm64, and 10,000 requests at 0.0000002.
    expect(moneyOf(cost('us-east-1'))[2]).toBeCloseTo(0.0520001, 10)
    expect(moneyOf(cost('us-east-1', 'arm64'))[2]).toBeCloseTo(0.0420002, 10)
    expect(cost('us-east-1')?.title).toMatch(/USD; prices: AWS's price list of us-east-1.*2026-09-06/)
    // A title of CloudWatch's.
    expect(cost('us-east-1')?.title.length).toBeLessThan(255)
    for (const region of ['eu-west-1', '${AWS::Region}', ''])
      expect([moneyOf(cost(region)).length, cost(region)?.title]).toEqual([
        2,
        expect.stringContaining('no price of this region is known'),
      ])
  })

  it('say nothing of cost where the memory is not known', () => {
    const [{ memoryMb: _, ...unknown }] = functions as [(typeof functions)[0]]

    expect(processorPictures({ functions: [unknown] }).some(({ title }) => title.includes('million'))).toBe(
      false,
    )
  })
})
