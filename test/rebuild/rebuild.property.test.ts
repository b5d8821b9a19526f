import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { RebuildWorld, RebuiltStrategy } from './rebuild-world.ts'
import { rebuildWorld, wantedDocuments } from './rebuild-world.ts'

const path = temporaryPaths()
const runs = Number(process.env['TAILRACE_SEEDS'] ?? '4')

const sorted = (documents: ReadonlyMap<string, string>): readonly (readonly [string, string])[] =>
  [...documents].toSorted(([a], [b]) => (a < b ? -1 : 1))

const expectRebuilt = async (world: RebuildWorld, isIdDerived: boolean): Promise<void> => {
  await world.drain()
  expect((await world.admin.describeAlias('things')).live).toEqual(['things-002'])
  expect(sorted(await world.documents('things'))).toEqual(sorted(wantedDocuments(world.table, isIdDerived)))
  const mark = JSON.parse((await world.store.readMark('things'))?.text ?? '{}') as object
  expect(mark).not.toHaveProperty('filling')
}

const strategies: readonly RebuiltStrategy[] = ['sequence', 'epoch', 'attribute', 'ledger']

describe.each([
  ...strategies.map(strategy => ({ strategy, isIdDerived: false })),
  { strategy: 'sequence' as const, isIdDerived: true },
])('a rebuild under load, by $strategy, derived ids: $isIdDerived', ({ strategy, isIdDerived }) => {
  it('ends as the table is, however often and wherever it is killed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.array(fc.integer({ min: 1, max: 90 }), { maxLength: 4 }),
        async (seed, kills) => {
          const world = await rebuildWorld({ seed, strategy, isIdDerived, keys: 25, everyMs: 1_000 })
          const folder = path()
          for (const killedAt of kills) await world.rebuild(folder, { killedAt })
          const ended = await world.rebuild(folder)
          expect(ended).toMatchObject({ step: 'done', index: 'things-002', interrupted: false })
          expect(world.writtenWhileFilling(), 'a table in use').toBeGreaterThan(0)
          // The comparison would mend what filling got wrong: so it must have had nothing to mend.
          expect(world.events.filter(({ event }) => event === 'Difference')).toEqual([])
          await expectRebuilt(world, isIdDerived)
        },
      ),
      // A world takes a second: to make a failing one smaller would take minutes.
      { numRuns: runs, endOnFailure: true },
    )
  }, 120_000)
})
