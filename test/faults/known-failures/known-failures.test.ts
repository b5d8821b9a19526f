import { describe, expect, it } from 'vitest'
import { knownFailures } from './all.ts'

describe('known failures of others', () => {
  it('are T1 to T31', () => {
    expect(knownFailures.map(({ id }) => id)).toEqual(Array.from({ length: 31 }, (_, at) => `T${at + 1}`))
  })

  it.each(
    // Not by its own templates, which cut long words off.
    knownFailures.map(
      each => [`${each.id}: ${each.system}: ${each.there}; here ${each.here}`, each] as const,
    ),
  )('%s', { timeout: 60_000 }, async (_, { play }) => {
    expect(await play()).toEqual([])
  })
})
