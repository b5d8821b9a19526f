import { describe, expect, it } from 'vitest'
import type { EndedWorld, WorldOptions } from './search-world.ts'
import { claimsIn, runWorld } from './search-world.ts'

const seeds = Number(process.env['TAILRACE_SEEDS'] ?? '20')

const calm: Omit<WorldOptions, 'seed' | 'isIdDerived' | 'hasItems'> = {
  writes: 30,
  chances: { tie: 0, newStream: 0, restore: 0, remove: 0.25 },
  trouble: { crash: 0, lateWrite: 0 },
  forgetful: false,
}

/** Where one item claims an id its document is there and says what the item says now; nothing else is there. */
const differences = ({ table, documents }: EndedWorld, isIdDerived: boolean): readonly string[] => {
  const claims = claimsIn(table, isIdDerived)
  const wrong: string[] = []
  for (const [id, [first, ...others]] of claims) {
    const document = documents.get(id)
    const claimants = first === undefined ? others : [first, ...others]
    const isRight = claimants.some(({ owner, note }) => document?.owner === owner && document.note === note)
    if (!isRight) wrong.push(`${id} ${JSON.stringify(document)} for ${JSON.stringify(claimants)}`)
  }
  for (const id of documents.keys()) if (!claims.has(id)) wrong.push(`ghost ${id}`)
  return wrong
}

const holds = async (
  options: Omit<WorldOptions, 'seed' | 'isIdDerived' | 'hasItems'>,
  isIdDerived: boolean,
): Promise<void> => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const ended = await runWorld({ ...options, seed, isIdDerived, hasItems: true })
    expect({ seed, wrong: differences(ended, isIdDerived) }).toEqual({ seed, wrong: [] })
  }
}

const troubles: readonly (readonly [name: string, options: typeof calm])[] = [
  ['a calm life', calm],
  ['records that share a counter', { ...calm, chances: { ...calm.chances, tie: 0.5 } }],
  ['streams made anew within minutes', { ...calm, chances: { ...calm.chances, newStream: 0.08 } }],
  [
    'tables restored under another name',
    { ...calm, chances: { ...calm.chances, newStream: 0.08, restore: 0.7 } },
  ],
  ['a crash between any two steps', { ...calm, trouble: { crash: 0.04, lateWrite: 0 } }],
  ['writes that arrive late', { ...calm, trouble: { crash: 0.01, lateWrite: 0.04 } }],
  ['lost tombstones', { ...calm, trouble: { crash: 0.02, lateWrite: 0 }, forgetful: true }],
  [
    'all of it at once, but lost tombstones',
    {
      ...calm,
      chances: { tie: 0.3, newStream: 0.05, restore: 0.3, remove: 0.3 },
      trouble: { crash: 0.02, lateWrite: 0.02 },
    },
  ],
]

describe('a search index equals the items that its filter selects', () => {
  it.each(troubles)('after %s, named by the item’s key', async (_, options) => holds(options, false))
  it.each(troubles)('after %s, named by what items hand to each other', async (_, options) =>
    holds(options, true),
  )
})
