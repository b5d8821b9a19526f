import { describe, expect, it } from 'vitest'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { everything } from '../../core/filter/words.ts'
import type { VerifyTablesOptions } from '../../operations/verify/verify-options.ts'
import type { VerifyEvent } from '../../operations/verify/verify-event.ts'
import { verifyTables } from '../../operations/verify/verify-tables.ts'
import { cacheInvalidation } from '../../processors/cache-invalidation/cache-invalidation.ts'
import { hastyClock } from '../support/hasty-clock.ts'
import { readerOf } from '../support/table-double.ts'
import { temporaryPaths } from '../support/temporary-folder.ts'

const path = temporaryPaths()
const item = (key: string, rev: string): Image => ({ PK: { S: key }, rev: { S: rev } })

/** Four items, each in another state in the cache: right, old, not there, and stating nothing. */
const cacheWorld = async () => {
  const cache = memoryCache()
  const table = new Map(['right', 'old', 'absent', 'mute'].map(key => [key, item(key, '2')]))
  await cache.set('entry:right', '{"rev":"2"}')
  await cache.set('entry:old', '{"rev":"1"}')
  await cache.set('entry:mute', 'what somebody else put there')
  const processor = cacheInvalidation({
    filter: everything(),
    cache,
    keys: change => [`entry:${change.key}`],
    version: {
      ofItem: change => (change.kind === 'REMOVE' ? undefined : String(change.after['rev'])),
      ofEntry: value => (JSON.parse(value) as { readonly rev?: string }).rev,
    },
  })
  const run = async (options: Partial<VerifyTablesOptions> = {}) => {
    const events: VerifyEvent[] = []
    const reader = readerOf({ keys: () => table.keys(), get: key => table.get(key) })
    const summary = await verifyTables({
      subjects: [{ functionName: 'f', processors: [processor], tables: [reader] }],
      scope: { type: 'full' },
      folder: path(),
      clock: hastyClock(),
      random: () => 0.5,
      signal: new AbortController().signal,
      tell: event => events.push(event),
      ...options,
    })
    return { summary, differences: events.filter(({ event }) => event === 'Difference') }
  }
  return { cache, table, run }
}

describe('entries of a cache', () => {
  it.each([{ type: 'full' } as const, { type: 'sample', share: 1 } as const])(
    'differ where they state another version than their item has ($type)',
    async scope => {
      const { run } = await cacheWorld()

      const { differences } = await run({ scope })

      expect(differences).toEqual([
        expect.objectContaining({
          processor: 'cache-invalidation',
          problem: 'stale',
          id: 'entry:old',
          key: 'old',
          versions: { found: '1', wanted: '2' },
        }),
      ])
    },
  )

  it('are forgotten by a repair', async () => {
    const { run, cache } = await cacheWorld()

    const { summary } = await run({ repair: { isDryRun: false, most: 10 } })

    expect(summary).toMatchObject({ stale: 1, repaired: 1 })
    expect(await cache.get('entry:old')).toBeUndefined()
    expect(await cache.get('entry:right')).toBe('{"rev":"2"}')
  })

  it('are right where they come right between two looks', async () => {
    const { run, cache } = await cacheWorld()
    const clock = hastyClock()

    const { differences } = await run({
      clock: {
        ...clock,
        wait: async ms => {
          await clock.wait(ms)
          await cache.invalidate({ keys: ['entry:old'], patterns: [], groups: [] })
        },
      },
    })

    expect(differences).toEqual([])
  })
})
