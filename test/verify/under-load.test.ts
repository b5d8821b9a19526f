import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toldDifferences, verifyWorld } from '../support/verify-world.ts'
import { countedIndex, countedTable, documentOf, itemKeyAt } from '../support/verify-thousands.ts'
import type { Load } from '../support/verify-world.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()

const load: fc.Arbitrary<Load> = fc.record({
  seed: fc.nat({ max: 2 ** 31 }),
  keys: fc.integer({ min: 1, max: 40 }),
  everyMs: fc.integer({ min: 5, max: 400 }),
  lagMs: fc.integer({ min: 10, max: 1_500 }),
  isIdDerived: fc.boolean(),
})
const scope = fc.constantFrom(
  { type: 'full' as const },
  { type: 'sample' as const, share: 1 },
  { type: 'sample' as const, share: 0.3 },
)
const nothing = { missing: 0, stale: 0, ghosts: 0, duplicates: 0, gaps: 0 }

describe('a comparison under load', () => {
  it(
    'finds nothing where nothing is wrong, however the table is written meanwhile',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(load, scope, async (each, chosen) => {
          const world = await verifyWorld(each)

          const { summary, events } = await world.verify(path(), { scope: chosen })

          expect(toldDifferences(events)).toEqual([])
          expect(summary).toMatchObject(nothing)
        }),
        { numRuns: 40 },
      )
    },
  )

  it('finds what is wrong among what is being written, and nothing else', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(load, async each => {
        const world = await verifyWorld(each)
        world.table.set('lost', {
          PK: { S: 'lost' },
          type: { S: 'THING' },
          name: { S: 'lost' },
          text: { S: 'x' },
        })
        await world.store.write([
          {
            op: 'index',
            index: 'things',
            id: 'nobody',
            guard: { by: 'absent' },
            metadata: '{}',
            document: '{"text":"x"}',
          },
        ])

        const { events } = await world.verify(path())

        expect(toldDifferences(events)).toEqual(['ghosts nobody', 'missing lost'])
      }),
      { numRuns: 15 },
    )
  })

  it('takes a document that is written between any two looks for one that is being worked on', async () => {
    const count = 50
    // It is one change late whenever somebody looks, always by the same two contents.
    const late = new Map([[itemKeyAt(3), { ...documentOf(3), document: documentOf(4).document }]])
    const compare = async (versionAt: (look: number) => string) => {
      const world = await verifyWorld({ seed: 1, keys: 1, everyMs: 400, lagMs: 10, isIdDerived: false })
      const processors = [countedIndex(count, late, [], versionAt)]
      const subjects = [{ functionName: 'f', processors, tables: [countedTable(count)] }]
      const { summary, events } = await world.verify(path(), { subjects })
      return { told: toldDifferences(events), unsettled: summary.unsettled }
    }

    expect(await compare(String)).toEqual({ told: [], unsettled: 1 })
    expect(await compare(() => '7')).toEqual({ told: [`stale ${itemKeyAt(3)}`], unsettled: 0 })
  })

  it('settles everything once the writing has ended', async () => {
    const world = await verifyWorld({ seed: 7, keys: 30, everyMs: 5, lagMs: 900, isIdDerived: true })
    await world.drain()

    const { summary } = await world.verify(path(), { looks: 1 })

    expect(summary).toMatchObject({ ...nothing, unsettled: 0 })
    expect(summary.items).toBe(world.table.size)
  })
})
