import { describe, expect, it } from 'vitest'
import type { MetricPoint } from '../../engine/metrics.ts'
import { localMapping, recordsTo } from '../support/local-mapping.ts'
import { recordOf } from '../support/records.ts'

const sums = (points: readonly MetricPoint[]): Readonly<Record<string, number>> => {
  const found: Record<string, number> = {}
  for (const { MetricName, Sum } of points) found[MetricName] = (found[MetricName] ?? 0) + Sum
  return found
}

describe('metrics', () => {
  it('case 90: IteratorAge is the age of the last record when the function was through with the batch', async () => {
    const local = localMapping({ handler: async () => local.clock.wait(7_000) })
    const { dynamodb, ...second } = recordOf({ seq: 2 })
    local.source.put('shard-1', recordOf({ seq: 1 }), {
      ...second,
      dynamodb: { ...dynamodb, ApproximateCreationDateTime: 1_767_225_598 },
    })

    await local.drain()

    const age = (name: string) => local.mapping.metrics().find(({ MetricName }) => MetricName === name)
    expect(age('IteratorAge')).toMatchObject({ Unit: 'Milliseconds', SampleCount: 1, Maximum: 9_000 })
    expect(age('IteratorAgeAtReceipt')).toMatchObject({ Maximum: 2_000 })
  })

  it('case 91: EventCount counts what became of the records, by mapping and minute', async () => {
    const Filters = [{ Pattern: '{"eventName":["MODIFY"]}' }]
    const local = localMapping({
      settings: {
        BatchSize: 2,
        MaximumRetryAttempts: 1,
        FilterCriteria: { Filters },
        MetricsConfig: { Metrics: ['EventCount'] },
      },
      handler: numbers => {
        if (numbers.includes(1)) throw new TypeError('no')
      },
    })
    local.source.put('shard-1', ...recordsTo(4), recordOf({ seq: 5, kind: 'REMOVE' }))

    await local.drain()

    const points = local.mapping.metrics()
    expect(sums(points)).toMatchObject({
      PolledEventCount: 5,
      FilteredOutEventCount: 1,
      InvokedEventCount: 6,
      FailedInvokeEventCount: 4,
      DroppedEventCount: 2,
      OnFailureDestinationDeliveredEventCount: 2,
    })
    expect(new Set(points.map(point => point.EventSourceMappingUUID))).toEqual(new Set(['mapping-1']))
    expect(points.every(({ minuteMs }) => minuteMs % 60_000 === 0)).toBe(true)
  })

  it('keep the EventCount family to those who ask for it', async () => {
    const local = localMapping()
    local.source.put('shard-1', ...recordsTo(1))

    await local.drain()

    expect(Object.keys(sums(local.mapping.metrics()))).toEqual(['IteratorAgeAtReceipt', 'IteratorAge'])
  })
})
