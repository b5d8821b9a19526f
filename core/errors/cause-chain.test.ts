import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { causeChain } from './cause-chain.ts'

interface Link {
  readonly cause?: unknown
  readonly errors?: readonly unknown[]
}

/** What errors hold: others, as their cause or among their members, to any depth. */
const link = fc.letrec<{ link: Link }>(tie => ({
  link: fc.record(
    {
      cause: fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, undefined, 'text'), tie('link')),
      errors: fc.array(fc.oneof({ maxDepth: 4 }, fc.constantFrom(null, undefined, 7), tie('link')), {
        maxLength: 2,
      }),
    },
    { requiredKeys: [] },
  ),
})).link

/** How many steps lead to each thing, found in another way: from each to what is below it. */
const depths = (
  top: unknown,
  depth = 0,
  found = new Map<unknown, number>(),
): ReadonlyMap<unknown, number> => {
  found.set(top, Math.min(depth, found.get(top) ?? depth))
  const { cause, errors = [] } = typeof top === 'object' && top !== null ? (top as Link) : {}
  for (const each of [cause, ...errors])
    if (each !== undefined && each !== null) depths(each, depth + 1, found)
  return found
}

describe('what led to an error', () => {
  it('is all that it holds, each once, the nearest first', () => {
    fc.assert(
      fc.property(link, top => {
        const chain = causeChain(top)
        const steps = depths(top)

        expect(new Set(chain)).toEqual(new Set(steps.keys()))
        expect(chain).toHaveLength(steps.size)
        expect(chain.map(each => steps.get(each))).toEqual([...steps.values()].toSorted((a, b) => a - b))
      }),
    )
  })

  it('is a hundred things at most, with the error itself', () => {
    let error = new Error('x')
    for (let level = 0; level < 150; level += 1) error = new Error('x', { cause: error })

    expect(causeChain(error)).toHaveLength(100)
  })

  it('ends with what is thrown as a text, as null or as nothing', () => {
    for (const thrown of ['text', null, undefined]) expect(causeChain(thrown)).toEqual([thrown])
  })
})
