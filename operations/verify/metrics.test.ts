import { describe, expect, it } from 'vitest'
import { metricsOf } from './metrics.ts'

const summary = {
  ...{ missing: 2, stale: 0, ghosts: 1, duplicates: 0, gaps: 0, items: 100, documents: 99, records: 0 },
  ...{ unsettled: 3, unjudged: 0, readUnits: 12.5, repaired: 0, notRepaired: 0, interrupted: true },
}

describe('the metrics of a comparison', () => {
  it('has a value and a definition for each kind of difference, those that were not found too', () => {
    const line = metricsOf(summary, { functionName: 'projections', stage: 'prod', atMs: 1_767_225_600_000 })

    const parsed = JSON.parse(line) as Record<string, unknown> & {
      readonly _aws: {
        readonly CloudWatchMetrics: readonly [{ readonly Metrics: readonly { readonly Name: string }[] }]
      }
    }
    const names = parsed._aws.CloudWatchMetrics[0].Metrics.map(({ Name }) => Name)
    expect(names.every(name => typeof parsed[name] === 'number')).toBe(true)
    expect(parsed).toMatchObject({
      stage: 'prod',
      function: 'projections',
      VerifyMissing: 2,
      VerifyStale: 0,
      VerifyGhosts: 1,
      VerifyMismatches: 3,
      VerifyUnsettled: 3,
      VerifyInterrupted: 1,
    })
    expect(line).not.toContain('\n')
  })
})
