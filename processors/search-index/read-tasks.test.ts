import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { systemClock } from '../../core/clock.ts'
import { everything } from '../../core/filter/words.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { streamArn } from '../../test/support/records.ts'
import type { Reading } from './read-tasks.ts'
import { isSameReading } from './read-tasks.ts'
import { searchIndex } from './search-index.ts'

describe('two readings of an item', () => {
  it('are the same where both say the same document or none, and never where one failed', () => {
    const told = fc.constantFrom('none', 'failed', 'a=x', 'a=y', 'b=x')
    const readingOf = (words: string): Reading => {
      if (words === 'failed') return new Error('down')
      const [id = '', content = ''] = words.split('=')
      return { wanted: words === 'none' ? undefined : { id, content } }
    }
    fc.assert(
      fc.property(told, told, (one, other) => {
        expect(isSameReading(readingOf(one), readingOf(other))).toBe(one === other && one !== 'failed')
      }),
    )
  })
})

describe('many items', () => {
  it('are read 16 at a time', async () => {
    let [running, most] = [0, 0]
    const items: ItemSource = {
      read: async ({ keys }) => {
        running += 1
        most = Math.max(most, running)
        await Promise.resolve()
        running -= 1
        return keys
      },
    }
    const { check } = searchIndex({
      filter: everything(),
      store: memorySearchStore(),
      index: 'things',
      document: () => ({}),
    })
    if (check?.kind !== 'state' || !check.refresh) throw new TypeError('it compares nothing')
    const targets = Array.from({ length: 50 }, (_, at) => `k${at}`).map(id => ({
      id,
      address: { streamArn, keys: { PK: { S: id } } },
    }))

    const context = { items, clock: systemClock, signal: new AbortController().signal }
    expect(await check.refresh(targets, context)).toEqual(targets.map(() => 'applied'))

    expect(most).toBe(16)
  })
})
