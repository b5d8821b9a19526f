import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { memoryVersionCounters } from '../../adapters/memory/memory-version-counters.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { systemClock } from '../../core/clock.ts'
import { everything } from '../../core/filter/words.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { ledgerVersion } from '../../core/version/ledger-version.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { searchIndex } from './search-index.ts'

const keys: Image = { PK: { S: 'a' } }
const item = (version: string): Image => ({
  ...keys,
  type: { S: 'THING' },
  text: { S: 'now' },
  _v: { N: version },
})

const worldOf = (version: VersionStrategy, now: Image | undefined) => {
  const store = memorySearchStore()
  const processor = searchIndex({
    filter: everything(),
    store,
    index: 'things',
    version,
    document: ({ after }) => ({ text: (after as { readonly text: string }).text }),
  })
  const items = { read: async () => Promise.resolve(now) }
  const { check } = processor
  const address = { streamArn, keys }
  const context = { items, clock: systemClock, signal: new AbortController().signal }
  const versionThere = async (index: string): Promise<string | undefined> => {
    const [seen] = await store.look({ index, ids: ['a'] })
    return seen?.found === true ? seen.version : undefined
  }
  return {
    processor,
    store,
    repair: async () => {
      if (check?.kind !== 'state') throw new Error('it compares nothing')
      await check.refresh?.([{ id: 'a', address }], context)
      return versionThere('things')
    },
    fill: async () => {
      if (check?.kind !== 'state') throw new Error('it compares nothing')
      const filled = await check.inNewIndex?.('things-002')
      await filled?.fill([{ keys, item: now ?? {} }], { ...context, streamArn, run: 'r' })
      return versionThere('things-002')
    },
    late: async (seq: number, before: string) => {
      const after = { text: 'before', _v: { N: before } }
      await functionOf([processor], { items }).invoke([recordOf({ seq, key: 'a', kind: 'INSERT', after })])
      const [seen] = await store.look({ index: 'things', ids: ['a'], withDocument: true })
      return seen?.found === true ? seen.document : undefined
    },
  }
}

/** The hour of 2026-01-01T00:00 since 1970, and 43 bits. */
const hourOfStream = (490_896n * 2n ** 43n).toString()
const epochFloor = (17n * 2n ** 48n).toString()

const floors: readonly (readonly [string, () => VersionStrategy, string])[] = [
  ['sequence', () => sequenceVersion(), hourOfStream],
  ['epoch', () => sequenceVersion({ epoch: 17 }), epochFloor],
  ['attribute', () => attributeVersion('_v'), '41'],
  ['ledger', () => ledgerVersion({ counters: memoryVersionCounters() }), '0'],
]

describe('the floor at which an item is written that no record speaks of', () => {
  it.each(floors)('of %s is that of a fill', async (_, version, floor) => {
    expect(await worldOf(version(), item('41')).fill()).toBe(floor)
  })

  it.each(floors.filter(([name]) => name !== 'ledger'))(
    'of %s is that of a repair',
    async (_, version, floor) => {
      expect(await worldOf(version(), item('41')).repair()).toBe(floor)
    },
  )

  it('of ledger is the number that the counter gives a repair, which is above 0', async () => {
    const [, , , ledger] = floors
    expect(Number(await worldOf(ledger?.[1]() ?? sequenceVersion(), item('41')).repair())).toBeGreaterThan(0)
  })

  it('of an item without its own version is 0', async () => {
    const { _v: _, ...bare } = item('1')
    expect(await worldOf(attributeVersion('_v'), bare).repair()).toBe('0')
  })

  it('keeps a record that was overtaken from a document that a repair has written', async () => {
    const world = worldOf(attributeVersion('_v'), item('41'))
    await world.repair()
    expect(await world.late(7, '40')).toBe('{"text":"now"}')
  })
})
