import { describe, expect, it } from 'vitest'
import type { SearchOperation } from '../../processors/search-index/search-store.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'
import type { VerifyWorld } from '../support/verify-world.ts'
import { toldDifferences, verifyWorld } from '../support/verify-world.ts'

const path = temporaryPaths()
const index = 'things'
const mend = { isDryRun: false, most: 100 }

const thing = (key: string) => ({
  PK: { S: key },
  type: { S: 'THING' },
  name: { S: key },
  text: { S: 'as it is' },
})
const metadataOf = (key: string): string =>
  JSON.stringify({ owner: JSON.stringify({ PK: { S: key } }), stream: '' })
const documentAt = (id: string, owner: string, version: string): SearchOperation => ({
  op: 'index',
  index,
  id,
  guard: { by: 'newer', version },
  metadata: metadataOf(owner),
  document: '{"text":"as it was"}',
})

/** A table that is written, with an item whose document is lost, one with an old document and a second one, and a ghost. */
const damagedWorld = async (isIdDerived: boolean): Promise<VerifyWorld> => {
  const world = await verifyWorld({ seed: 3, keys: 10, everyMs: 50, lagMs: 200, isIdDerived })
  for (const key of ['lost', 'old']) world.table.set(key, thing(key))
  await world.store.write([
    documentAt('old', 'old', '7'),
    documentAt('gone', 'gone', '9'),
    documentAt('second', 'old', '5'),
  ])
  return world
}

const documentsOf = async ({ store }: VerifyWorld): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>()
  for await (const [id, document] of store.documents(index)) found.set(id, document)
  return found
}

describe('a repair', () => {
  it.each([false, true])('brings documents to what their items are (derived ids: %s)', async isIdDerived => {
    const world = await damagedWorld(isIdDerived)

    const { summary, events } = await world.verify(path(), { repair: mend })

    expect(toldDifferences(events)).toEqual(['duplicates second', 'ghosts gone', 'missing lost', 'stale old'])
    expect(summary).toMatchObject({ repaired: 4, notRepaired: 0 })
    const documents = await documentsOf(world)
    expect([
      documents.get('lost'),
      documents.get('old'),
      documents.has('gone'),
      documents.has('second'),
    ]).toEqual(['{"text":"as it is"}', '{"text":"as it is"}', false, false])
    expect((await world.verify(path())).summary).toMatchObject({ missing: 0, stale: 0, ghosts: 0 })
  })

  it('writes just above the document, or at the floor where there is none, so that what is newer wins', async () => {
    const world = await damagedWorld(false)
    const newest = '9000000000000000000'
    await world.store.write([documentAt('old', 'old', newest)])

    await world.verify(path(), { repair: mend })

    const [old, lost] = await world.store.look({ index, ids: ['old', 'lost'] })
    expect(old).toMatchObject({ found: true, version: '9000000000000000001' })
    // The stream of the world was made in the hour 2026-01-01T00, which is the upper part of the version.
    const floor = String(BigInt(Date.parse('2026-01-01T00:00:00Z') / 3_600_000) << 43n)
    expect(lost).toMatchObject({ found: true, version: floor })
  })

  it('changes nothing in a dry run', async () => {
    const world = await damagedWorld(false)

    const { summary, events } = await world.verify(path(), { repair: { isDryRun: true, most: 100 } })

    expect(events).toContainEqual(expect.objectContaining({ event: 'Plan', count: 4, isDryRun: true }))
    expect(summary).toMatchObject({ missing: 1, stale: 1, ghosts: 1, repaired: 0 })
    expect((await documentsOf(world)).get('old')).toBe('{"text":"as it was"}')
  })

  it('changes nothing where there is more to repair than was allowed', async () => {
    const world = await damagedWorld(false)

    const { summary } = await world.verify(path(), { repair: { isDryRun: false, most: 2 } })

    expect(summary).toMatchObject({ repaired: 0, notRepaired: 0 })
    expect((await documentsOf(world)).has('gone')).toBe(true)
  })

  it('leaves a document alone whose item nobody noted, and says so', async () => {
    const world = await damagedWorld(false)
    await world.store.write([{ ...documentAt('nobody', '', '1'), metadata: '{}' } as SearchOperation])

    const { summary, events } = await world.verify(path(), { repair: mend })

    expect(summary).toMatchObject({ ghosts: 2, repaired: 4, notRepaired: 1 })
    expect(events).toContainEqual(
      expect.objectContaining({
        event: 'NotRepaired',
        id: 'nobody',
        reason: 'nobody noted whose document it is, so take it away by hand',
      }),
    )
  })
})
