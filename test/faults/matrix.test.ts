import { describe, expect, it } from 'vitest'
import { faultScenarios } from './scenarios.ts'

/** The matrix itself is `npm run test:faults`; here each scenario is played once, and small. */
const size = { keys: 20, operations: 150 }

describe('the fault matrix', () => {
  it('has F1 to F38', () => {
    expect(faultScenarios.map(({ id }) => id)).toEqual(Array.from({ length: 38 }, (_, at) => `F${at + 1}`))
  })

  it.each(faultScenarios)('$id: $injects', { timeout: 60_000 }, async ({ play }) => {
    expect(await play(1, size)).toEqual([])
  })
})
