import { describe, expect, it } from 'vitest'
import { localMapping, recordsTo } from '../test/support/local-mapping.ts'

const FilterCriteria = { Filters: [{ Pattern: '{"eventName":[{"wildcard":"MOD*"}]}' }] }

describe("a filter that uses more than Lambda's guide lists", () => {
  it.each([
    ['documented', 1],
    ['eventbridge', 0],
  ] as const)('filters all the same; as %s it is told %i times', async (lambdaFilters, times) => {
    const local = localMapping({ settings: { FilterCriteria }, choices: { lambdaFilters } })
    local.source.put('shard-1', ...recordsTo(2), ...recordsTo(3, { kind: 'INSERT' }).slice(2))

    await local.drain()

    const warnings = local.events.filter(({ event }) => event === 'FilterWarning')
    expect(warnings).toHaveLength(times)
    expect(local.invocations).toEqual([[1, 2]])
  })
})
