import { describe, expect, it } from 'vitest'
import type { EndedWorld, StrategyName, WorldOptions } from './search-world.ts'
import { claimsIn, runWorld } from './search-world.ts'

const seeds = Number(process.env['TAILRACE_SEEDS'] ?? '20')

/** Where one life is lived under several strategies. */
const fewer = Math.ceil(seeds / 3)

type Life = Omit<WorldOptions, 'seed' | 'isIdDerived' | 'hasItems'>

const calm: Life = {
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
  for (const id of documents.keys()) if (!claims.has(id)) wrong.push(`${id} is a ghost`)
  return wrong
}

const holds = async (options: Life, isIdDerived: boolean, most = seeds): Promise<void> => {
  for (let seed = 1; seed <= most; seed += 1) {
    const ended = await runWorld({ ...options, seed, isIdDerived, hasItems: true })
    expect({ seed, wrong: differences(ended, isIdDerived) }).toEqual({ seed, wrong: [] })
    if (!isIdDerived) expect({ seed, parked: ended.parked }).toEqual({ seed, parked: [] })
  }
}

/** Without a table to ask a document may be wrong, but never in silence: a change of its item lies parked. */
const saysWhatItCannot = async (options: Life): Promise<void> => {
  for (let seed = 1; seed <= fewer; seed += 1) {
    const ended = await runWorld({ ...options, seed, isIdDerived: false, hasItems: false })
    const named = new Set(ended.parked.map(({ key }) => key))
    const silent = differences(ended, false).filter(each => !named.has(each.split(' ')[0] ?? ''))
    expect({ seed, silent }).toEqual({ seed, silent: [] })
    expect(ended.parked.map(({ reason }) => reason.code).filter(code => !namedReasons.has(code))).toEqual([])
  }
}

const namedReasons: ReadonlySet<string> = new Set([
  'version.tied',
  'version.inverted',
  'version.attribute-missing',
])

const troubles: readonly (readonly [name: string, options: Life])[] = [
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

const strategies: readonly StrategyName[] = ['sequence', 'attribute', 'ledger']
const others = strategies.slice(1)
const habits = { keep: 0.2, lower: 0.2, restart: 0.5, spoil: 0.15 }
const late = { crash: 0.02, lateWrite: 0.04 }

/** What only some strategies have to fear, and all have to bear. */
const versionTroubles: typeof troubles = [
  ['items of two tables', { ...calm, trouble: late, chances: { ...calm.chances, secondTable: true } }],
  [
    'items written anew from 1',
    {
      ...calm,
      trouble: late,
      chances: { ...calm.chances, habits: { ...habits, keep: 0, lower: 0, spoil: 0 }, remove: 0.4 },
    },
  ],
  [
    'versions that fall or stay',
    { ...calm, trouble: late, chances: { ...calm.chances, habits: { ...habits, restart: 0, spoil: 0 } } },
  ],
  [
    'versions that are none',
    {
      ...calm,
      trouble: late,
      chances: { ...calm.chances, habits: { ...habits, keep: 0, lower: 0, restart: 0 } },
    },
  ],
  [
    'writers with every bad habit, and streams made anew',
    { ...calm, trouble: late, chances: { tie: 0.3, newStream: 0.05, restore: 0.3, remove: 0.35, habits } },
  ],
]

describe.each(others)(
  'with versions by %s a search index equals the items that its filter selects',
  strategy => {
    it.each(troubles)('after %s, named by the item’s key', async (_, life) =>
      holds({ ...life, strategy }, false, fewer),
    )
  },
)

describe.each(strategies)('with versions by %s a search index', strategy => {
  it.each(versionTroubles)('equals its items after %s', async (_, life) =>
    holds({ ...life, strategy }, false),
  )

  it.each(versionTroubles)(
    'is wrong about nothing in silence without a table to ask, after %s',
    async (_, life) => saysWhatItCannot({ ...life, strategy }),
  )
})

describe('with versions by attribute a search index named by what items hand to each other', () => {
  it('equals its items, whatever their versions are', async () =>
    holds({ ...calm, strategy: 'attribute', chances: { ...calm.chances, habits } }, true))
})

describe('a search index equals the items that its filter selects', () => {
  it.each(troubles)('after %s, named by the item’s key', async (_, options) => holds(options, false))
  it.each(troubles)('after %s, named by what items hand to each other', async (_, options) =>
    holds(options, true),
  )
})
