import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { outcomesOf } from '../../test/support/outcomes.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'
import type { SearchStore } from './search-store.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })

const namesIn = (store: SearchStore) =>
  searchIndex({
    filter: when(Thing),
    store,
    index: 'things',
    document: ({ after }) => ({ name: after.name }),
  })

const contentOf = async (store: SearchStore): Promise<Record<string, unknown>> => {
  const found: Record<string, unknown> = {}
  for await (const [id, document] of store.documents('things')) found[id] = JSON.parse(document)
  return found
}

const arnOf = (
  label: string,
  { table = 'things', region = 'eu-central-1', account = '123456789012' } = {},
): string => `arn:aws:dynamodb:${region}:${account}:table/${table}/stream/${label}`

const tableOf = (items: Readonly<Record<string, string>>): ItemSource => ({
  read: async ({ keys: { PK } }) => {
    const key = PK !== undefined && 'S' in PK ? PK.S : ''
    const name = items[key]
    const image: Image | undefined =
      name === undefined ? undefined : { PK: { S: key }, type: { S: 'THING' }, name: { S: name } }
    return Promise.resolve(image)
  },
})

const insert = (arn: string, seq: number | string, name: string, key = 'a') =>
  recordOf({ arn, seq, key, kind: 'INSERT', after: { name } })
const modify = (arn: string, seq: number | string, name: string, key = 'a') =>
  recordOf({ arn, seq, key, before: { name: 'old' }, after: { name } })
const remove = (arn: string, seq: number | string, key = 'a') =>
  recordOf({ arn, seq, key, kind: 'REMOVE', before: { name: 'old' } })

describe('a stream made anew', () => {
  const [old, anew] = [arnOf('2026-03-01T10:05:00.100'), arnOf('2026-03-01T10:05:00.900')]

  it('outranks the one before it within one second, for writes and deletes, though its counters begin anew', async () => {
    const store = memorySearchStore()
    await functionOf([namesIn(store)]).invoke([
      insert(old, 900, 'x', 'a'),
      insert(old, 901, 'y', 'b'),
      insert(old, 902, 'z', 'c'),
    ])

    const outcomes = await outcomesOf(functionOf([namesIn(store)]), [
      modify(anew, 1, 'newer', 'a'),
      remove(anew, 2, 'b'),
    ])

    expect(outcomes).toEqual(['applied', 'applied'])
    expect(await contentOf(store)).toEqual({ a: { name: 'newer' }, c: { name: 'z' } })
  })

  it('is not overtaken by a late record of the old one with a high counter', async () => {
    const store = memorySearchStore()
    const [early, later] = [arnOf('2026-03-01T10:05:00.000'), arnOf('2026-03-01T10:40:00.000')]
    const items = tableOf({ a: 'now' })
    await functionOf([namesIn(store)], { items }).invoke([insert(later, 3, 'now')])

    await functionOf([namesIn(store)], { items }).invoke([modify(early, 9_000_000, 'long ago')])

    expect(await contentOf(store)).toEqual({ a: { name: 'now' } })
  })

  it('never writes an old image where the table cannot be read', async () => {
    const store = memorySearchStore()
    const [early, later] = [arnOf('2026-03-01T10:05:00.000'), arnOf('2026-03-01T10:40:00.000')]
    await functionOf([namesIn(store)]).invoke([insert(later, 3, 'now')])
    const f = functionOf([namesIn(store)])

    await f.invoke([modify(early, 9_000_000, 'long ago')])

    expect(await contentOf(store)).toEqual({ a: { name: 'now' } })
    expect((await f.parked()).map(({ reason }) => reason.code)).toEqual(['version.tied'])
  })

  it('gives no two streams one hour, so that an engine may be restarted as often as it likes', async () => {
    const store = memorySearchStore()
    for (let restart = 0; restart < 30; restart += 1) {
      const arn = arnOf(`2026-03-01T10:${String(restart).padStart(2, '0')}:00.000`)
      expect(
        await outcomesOf(functionOf([namesIn(store)]), [modify(arn, 30 - restart, `run ${restart}`)]),
      ).toEqual(['applied'])
    }

    expect(await contentOf(store)).toEqual({ a: { name: 'run 29' } })
  })
})

describe('a table restored under another name', () => {
  it('goes on in the same index, and its live writes win', async () => {
    const store = memorySearchStore()
    await functionOf([namesIn(store)]).invoke([insert(arnOf('2026-03-01T10:05:00.000'), 5_000, 'x')])
    const restored = arnOf('2026-03-02T09:00:00.000', { table: 'things-restored' })

    expect(await outcomesOf(functionOf([namesIn(store)]), [modify(restored, 1, 'after')])).toEqual([
      'applied',
    ])
    expect(await contentOf(store)).toEqual({ a: { name: 'after' } })
  })
})

describe('two regions', () => {
  it('do not write to one index: the second waits, and nothing of it is lost', async () => {
    const store = memorySearchStore()
    await functionOf([namesIn(store)]).invoke([insert(arnOf('2026-03-01T10:05:00.000'), 1, 'home')])
    const abroad = functionOf([namesIn(store)])
    const away = arnOf('2026-03-01T10:06:00.000', { region: 'us-east-1' })

    for (let tries = 0; tries < 10; tries += 1)
      expect(await abroad.invoke([modify(away, 1, 'away')])).toEqual([1])

    expect(await abroad.parked()).toEqual([])
    expect(await contentOf(store)).toEqual({ a: { name: 'home' } })
  })
})

describe('records that share a counter', () => {
  const arn = arnOf('2026-03-01T10:05:00.000')
  const number = (at: number): string => `44215845000000000174504390${91 + at}`
  const life = [
    insert(arn, number(0), 'first'),
    modify(arn, number(1), 'second'),
    modify(arn, number(2), 'third'),
  ] as const

  it('end at the last of them, in one batch or in three', async () => {
    const items = tableOf({ a: 'third' })
    for (const batches of [[life], life.map(record => [record])]) {
      const store = memorySearchStore()
      for (const batch of batches) await functionOf([namesIn(store)], { items }).invoke(batch)

      expect(await contentOf(store)).toEqual({ a: { name: 'third' } })
    }
  })

  it('let no earlier one win that comes again', async () => {
    const store = memorySearchStore()
    await functionOf([namesIn(store)]).invoke(life)

    const outcomes = await outcomesOf(functionOf([namesIn(store)]), [life[0]])

    expect(outcomes).toEqual(['unchanged'])
    expect(await contentOf(store)).toEqual({ a: { name: 'third' } })
  })
})

describe('an index that was filled under the scheme of epochs', () => {
  it('is taken over by the first record of each item, without a setting', async () => {
    const store = memorySearchStore()
    const version = String(31n * 2n ** 48n + 2n ** 47n)
    const operation = {
      op: 'index',
      index: 'things',
      id: 'a',
      document: '{"name":"old"}',
      metadata: '{}',
    } as const
    await store.write([{ ...operation, guard: { by: 'newer', version } }])

    await functionOf([namesIn(store)]).invoke([modify(arnOf('2026-03-01T10:05:00.000'), 1, 'new')])

    expect(await contentOf(store)).toEqual({ a: { name: 'new' } })
  })
})

describe('records of a stream without a label', () => {
  it.each(['', 'arn:aws:dynamodb:eu-central-1:1:table/things/stream/x', arnOf('2026-02-30T10:00:00.000')])(
    'of %j wait, and nothing is parked',
    async arn => {
      const f = functionOf([namesIn(memorySearchStore())])

      for (let tries = 0; tries < 10; tries += 1) expect(await f.invoke([insert(arn, 1, 'x')])).toEqual([1])
      expect(await f.parked()).toEqual([])
    },
  )
})
