import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { searchStore } from '../../adapters/open/search-store.ts'
import { documentId } from '../../core/document-id.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { changeOf } from '../../core/change/change-of.ts'
import { systemClock } from '../../core/clock.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { silentLogger } from '../../core/logger.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { sequenceVersion } from '../../core/version/version-strategy.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { outcomesOf } from '../../test/support/outcomes.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { searchIndex } from './search-index.ts'
import type { SearchOperation, SearchStore } from './search-store.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })

/** A store that also notes what it was asked to write, call by call. */
const watchedStore = (): SearchStore & { readonly calls: (readonly SearchOperation[])[] } => {
  const inner = memorySearchStore()
  const calls: (readonly SearchOperation[])[] = []
  const write: SearchStore['write'] = async (operations, signal) => {
    calls.push(operations)
    return inner.write(operations, signal)
  }
  return { ...inner, write, calls }
}

const nothingInTable: ItemSource = { read: async () => Promise.resolve(undefined) }

const contentOf = async (store: SearchStore): Promise<Record<string, unknown>> => {
  const found: Record<string, unknown> = {}
  for await (const [id, document] of store.documents('things')) found[id] = JSON.parse(document)
  return found
}

const namesIn = (store: SearchStore) =>
  searchIndex({
    filter: when(Thing),
    store,
    index: 'things',
    document: ({ after }) => ({ name: after.name }),
  })

const insert = (seq: number, name: string, key = 'a') =>
  recordOf({ seq, key, kind: 'INSERT', after: { name } })
const modify = (seq: number, from: string, to: string, key = 'a') =>
  recordOf({ seq, key, before: { name: from }, after: { name: to } })
const remove = (seq: number, name: string, key = 'a') =>
  recordOf({ seq, key, kind: 'REMOVE', before: { name } })

describe('searchIndex', () => {
  it('asks for a document on INSERT and MODIFY only', async () => {
    const asked: string[] = []
    const store = memorySearchStore()
    const index = searchIndex({
      filter: when(Thing),
      store,
      index: 'things',
      document: change => {
        asked.push(change.kind)
        return { name: change.after.name }
      },
    })

    await functionOf([index]).invoke([insert(1, 'x', 'a'), modify(2, 'x', 'y', 'b'), remove(3, 'y', 'c')])

    expect(asked).toEqual(['INSERT', 'MODIFY'])
    expect(await contentOf(store)).toEqual({ a: { name: 'x' }, b: { name: 'y' } })
  })

  it('deletes the document of an item that stops being of the entity', async () => {
    const store = memorySearchStore()
    const f = functionOf([namesIn(store)])

    await f.invoke([insert(1, 'x')])
    await f.invoke([recordOf({ seq: 2, before: { name: 'x' }, after: { name: 'x', type: 'OTHER' } })])

    expect(await contentOf(store)).toEqual({})
  })

  it('leaves nothing under the ids that older images led to', async () => {
    const store = memorySearchStore()
    const byName = searchIndex({
      filter: when(Thing),
      store,
      index: 'things',
      id: change => (change.kind === 'REMOVE' ? change.before : change.after).name,
      document: ({ after }) => ({ name: after.name }),
    })
    const f = functionOf([byName])

    await f.invoke([insert(1, 'x')])
    await f.invoke([modify(2, 'x', 'y'), modify(3, 'y', 'z')])
    const afterChanges = await contentOf(store)
    await f.invoke([remove(4, 'z')])

    expect(afterChanges).toEqual({ z: { name: 'z' } })
    expect(await contentOf(store)).toEqual({})
  })

  it('leaves a document where INSERT, REMOVE, INSERT come in one batch (P14)', async () => {
    const store = watchedStore()

    await functionOf([namesIn(store)]).invoke([insert(1, 'x'), remove(2, 'x'), insert(3, 'z')])

    expect(await contentOf(store)).toEqual({ a: { name: 'z' } })
    expect(store.calls).toHaveLength(1)
    expect(store.calls[0]).toHaveLength(1)
  })

  it('keeps items apart whose keys read alike when joined (P15)', async () => {
    const store = memorySearchStore()
    const withKeys = (seq: number, PK: string, SK: string) => {
      const record = insert(seq, PK)
      const Keys = { PK: { S: PK }, SK: { S: SK } }
      return { ...record, dynamodb: { ...record.dynamodb, Keys } }
    }

    await functionOf([namesIn(store)]).invoke([withKeys(1, 'a', 'bc'), withKeys(2, 'ab', 'c')])

    expect(await contentOf(store)).toEqual({ 'a|bc': { name: 'a' }, 'ab|c': { name: 'ab' } })
  })

  it('keeps a document whose id is too long for an engine under its hash, and finds it again', async () => {
    const store = watchedStore()
    const index = namesIn(store)
    const key = 'k'.repeat(600)

    await functionOf([index]).invoke([insert(1, 'x', key)])

    const [written] = store.calls.flat()
    const { NewImage = {}, Keys = {} } = insert(1, 'x', key).dynamodb ?? {}
    const expected = index.check?.kind === 'state' ? await index.check.expected(Keys, NewImage) : new Map()
    expect(written?.id).toMatch(/^sha256-[0-9a-f]{64}$/)
    expect([...expected.keys()]).toEqual([written?.id])
  })

  it('does not let an older write overwrite a newer one', async () => {
    const store = memorySearchStore()
    await functionOf([namesIn(store)]).invoke([modify(2, 'x', 'new')])

    const late = await outcomesOf(functionOf([namesIn(store)]), [insert(1, 'old')])

    expect(late).toEqual(['unchanged'])
    expect(await contentOf(store)).toEqual({ a: { name: 'new' } })
  })

  it('does not let an older write bring a deleted document back: the item decides, or it is parked', async () => {
    const store = memorySearchStore()
    await functionOf([namesIn(store)]).invoke([remove(5, 'x')])
    const late = [insert(1, 'x'), modify(4, 'x', 'y')]

    const asked = await outcomesOf(functionOf([namesIn(store)], { items: nothingInTable }), late)
    const unasked = await outcomesOf(functionOf([namesIn(store)]), late)

    expect(asked).toEqual(['applied', 'applied'])
    expect(unasked).toEqual(['parked', 'parked'])
    expect(await contentOf(store)).toEqual({})
  })

  it('does not let a late delete take a newer document away', async () => {
    const store = memorySearchStore()
    await functionOf([namesIn(store)]).invoke([insert(3, 'anew')])

    const late = await outcomesOf(functionOf([namesIn(store)]), [remove(2, 'x')])

    expect(late).toEqual(['unchanged'])
    expect(await contentOf(store)).toEqual({ a: { name: 'anew' } })
  })

  it('ends the same when a record comes again', async () => {
    const store = memorySearchStore()
    for (let round = 1; round <= 2; round += 1)
      await functionOf([namesIn(store)]).invoke([insert(1, 'x'), modify(2, 'x', 'y')])

    expect(await contentOf(store)).toEqual({ a: { name: 'y' } })
  })

  it('deletes where the document function gives none', async () => {
    const store = memorySearchStore()
    const visible = searchIndex({
      filter: when(Thing),
      store,
      index: 'things',
      document: ({ after }) => (after.name === 'hidden' ? undefined : { name: after.name }),
    })
    const f = functionOf([visible])

    await f.invoke([insert(1, 'x')])
    await f.invoke([modify(2, 'x', 'hidden')])

    expect(await contentOf(store)).toEqual({})
  })

  it('takes no operation for done that its store does not answer for', async () => {
    const store: SearchStore = { ...memorySearchStore(), write: async () => Promise.resolve(['applied']) }

    const reported = await functionOf([namesIn(store)]).invoke([insert(1, 'x', 'a'), insert(2, 'y', 'b')])

    expect(reported).toEqual([1, 2])
  })

  it('takes no promise for a document', () => {
    const store = memorySearchStore()

    searchIndex({
      filter: when(Thing),
      store,
      index: 'things',
      // @ts-expect-error A promise is an object, and would be written as {}.
      document: async () => Promise.resolve({ name: 'x' }),
    })
  })

  it.each<[string, unknown]>([
    ['a list', [{ name: 'x' }]],
    ['a set', new Set(['x'])],
    ['bytes', Buffer.from('x')],
    ['a time', new Date(0)],
    ['text by toJSON', { toJSON: () => 'x' }],
    ['nothing by toJSON', { toJSON: () => undefined }],
    ['null', null],
    ['false', false],
    ['a number', 5],
    ['a text', 'x'],
  ])('parks the one record of whose image the function makes %s', async (_, made) => {
    const store = watchedStore()
    const odd = searchIndex({
      filter: when(Thing),
      store,
      index: 'things',
      document: change => (change.after.name === 'odd' ? (made as object) : { name: change.after.name }),
    })
    const { invoke, parked } = functionOf([odd])

    expect(await invoke([insert(1, 'odd', 'a'), insert(2, 'x', 'b')])).toEqual([])
    expect((await parked()).map(({ reason }) => reason.code)).toEqual(['search.document-invalid'])
    expect(store.calls.flat().map(({ id }) => id)).toEqual(['b'])
  })

  it.each<[string, object]>([
    ['itself', { _tailrace: 1 }],
    ['by toJSON', { toJSON: () => ({ _tailrace: 1 }) }],
  ])('refuses the field that is its own where a document has it %s', async (_, made) => {
    const store = memorySearchStore()
    const taken = searchIndex({ filter: when(Thing), store, index: 'things', document: () => made })
    const { invoke, parked } = functionOf([taken])

    await invoke([insert(1, 'x', 'a')])

    expect((await parked()).map(({ reason }) => reason.code)).toEqual(['search.field-reserved'])
  })

  it('writes many items in one call', async () => {
    const store = watchedStore()
    const records = Array.from({ length: 100 }, (_, at) => insert(at + 1, `n${at}`, `k${at}`))

    await functionOf([namesIn(store)]).invoke(records)

    expect(store.calls.map(call => call.length)).toEqual([100])
  })

  it('versions by the hour of the stream and the counter of the record', async () => {
    const store = watchedStore()

    await functionOf([namesIn(store)]).invoke([insert(7, 'x')])

    const hour = BigInt(Date.UTC(2026, 0, 1) / 3_600_000)
    expect(store.calls.flat().map(({ guard }) => guard)).toEqual([
      { by: 'newer', version: String(hour * 2n ** 43n + 7n) },
    ])
  })

  it('versions by an epoch where one is given', async () => {
    const store = watchedStore()
    const shared = { filter: when(Thing), store, index: 'things', document: () => ({}) }

    for (const epoch of [16, 17])
      await functionOf([searchIndex({ ...shared, version: sequenceVersion({ epoch }) })]).invoke([
        insert(3, 'x'),
      ])

    expect(store.calls.flat().map(({ guard }) => ('version' in guard ? guard.version : guard))).toEqual([
      String(16n * 2n ** 48n + 3n),
      String(17n * 2n ** 48n + 3n),
    ])
  })

  it.each<[string, object, object]>([
    ['both images where an id is derived', { id: () => 'x' }, { needs: ['old', 'new'] }],
    [
      'any order where an item’s own version decides',
      { version: attributeVersion('_v') },
      { anyOrder: true },
    ],
    [
      'both images and an order where an id is derived',
      { id: () => 'x', version: attributeVersion('_v') },
      { needs: ['old', 'new'] },
    ],
    ['neither where the stream’s numbers decide', {}, {}],
  ])('asks the pipeline for %s', (_, given, asked) => {
    const shared = { filter: when(Thing), store: memorySearchStore(), index: 'things', document: () => ({}) }
    const { needs, anyOrder, moves } = searchIndex({ ...shared, ...given })

    expect({ needs, anyOrder }).toEqual({ needs: undefined, anyOrder: undefined, ...asked })
    expect(moves !== undefined).toBe('id' in given)
  })

  it('refuses an option that it does not know', () => {
    const typo = {
      filter: when(Thing),
      store: memorySearchStore(),
      index: 'things',
      document: () => ({}),
      ids: 1,
    }

    expect(() => searchIndex(typo)).toThrow(expect.objectContaining({ code: 'registry.option-unknown' }))
  })
})

describe('a change whose images the stream does not carry', () => {
  const ByKey = entity<'ByKey', { readonly name: string }>('ByKey', { match: { PK: 'a' } })
  const byKey = (store: SearchStore) =>
    searchIndex({
      filter: when(ByKey),
      store,
      index: 'things',
      document: ({ after }) => ({ name: after.name }),
    })
  const bare = (seq: number) => {
    const { dynamodb, ...record } = modify(seq, 'x', 'y')
    const { OldImage: _old, NewImage: _new, ...rest } = dynamodb ?? {}
    return { ...record, dynamodb: { ...rest, StreamViewType: 'KEYS_ONLY' as const } }
  }

  it.each([
    ['an attribute', namesIn],
    ['its key', byKey],
  ])('of an entity told by %s is parked as that, and leaves the living document alone', async (_, make) => {
    const store = memorySearchStore()
    await functionOf([make(store)]).invoke([insert(1, 'x')])
    const f = functionOf([make(store)])

    expect(await f.invoke([bare(2)])).toEqual([])
    expect((await f.parked()).map(({ reason }) => reason.code)).toEqual(['record.image-missing'])
    expect(await contentOf(store)).toEqual({ a: { name: 'x' } })
  })

  it.each<[string, object]>([
    ['KEYS_ONLY', {}],
    ['OLD_IMAGE', { StreamViewType: 'OLD_IMAGE' }],
  ])('fails as one of a %s stream, for which a table to read would do', async (viewType, said) => {
    const { run } = byKey(memorySearchStore())
    if (run.mode !== 'batch') throw new TypeError('an index takes many at a time')
    const { dynamodb, ...record } = modify(2, 'x', 'y')
    const { NewImage: _new, StreamViewType: _type, ...rest } = dynamodb ?? {}
    const view = viewOf({ ...record, dynamodb: { ...rest, ...said } })
    const last = await changeOf(view, 'MODIFY', undefined)
    const context = {
      signal: new AbortController().signal,
      deadlineAtMs: Infinity,
      clock: systemClock,
      logger: silentLogger,
      isLate: false,
    }

    expect(await run.handle([{ key: 'a', changes: [last], last }], context)).toEqual([
      expect.objectContaining({
        code: 'record.image-missing',
        detail: { reader: 'search-index', viewType, images: ['new'], canRefresh: true },
      }),
    ])
  })

  it.each([
    ['an attribute', namesIn],
    ['its key', byKey],
  ])('of an entity told by %s is refreshed, where the table can be read', async (_, make) => {
    const store = memorySearchStore()
    const { NewImage: item } = modify(2, 'x', 'now').dynamodb ?? {}
    await functionOf([make(store)]).invoke([insert(1, 'x')])
    const f = functionOf([make(store)], { items: { read: async () => Promise.resolve(item) } })

    expect(await f.invoke([bare(2)])).toEqual([])
    expect(await f.parked()).toEqual([])
    expect(await contentOf(store)).toEqual({ a: { name: 'now' } })
  })
})

describe('two processors on one index', () => {
  const shared = { filter: when(Thing), index: 'things', document: () => ({}) }
  const together = (one: object, other: object) => () =>
    registry([
      searchIndex({ ...shared, name: 'one', store: memorySearchStore(), ...one }),
      searchIndex({ ...shared, name: 'other', store: memorySearchStore(), ...other }),
    ])
  const store = memorySearchStore()
  const at = (url: string) => ({ store: searchStore(url) })

  it.each([
    ['one store', { store }, { store }],
    [
      'one place under two users',
      at('opensearch+https://a:b@host:9200'),
      at('opensearch+https://c:d@HOST:9200/'),
    ],
    ['one file by two paths', at('sqlite:./search.db'), at('sqlite:search.db')],
    ['prefixes of which one begins with the other', { store, idPrefix: 'u' }, { store, idPrefix: 'u:' }],
    ['a prefix and none', { store, idPrefix: 'u:' }, { store }],
  ])('are refused: %s', (_, one, other) => {
    expect(together(one, other)).toThrow(expect.objectContaining({ code: 'registry.index-shared' }) as Error)
  })

  it.each([
    ['other prefixes', { store, idPrefix: 'u:' }, { store, idPrefix: 'p:' }],
    ['other indexes', { store, index: 'users' }, { store }],
    ['other hosts', at('opensearch+https://one:9200'), at('opensearch+https://other:9200')],
    ['memories of their own', at('memory:'), at('memory:')],
  ])('are taken: %s', (_, one, other) => {
    expect(together(one, other)).not.toThrow()
  })

  it('keep apart what they have there, also ids that are too long for an engine', async () => {
    const prefixed = (idPrefix: string) =>
      searchIndex({
        ...shared,
        name: idPrefix,
        store,
        idPrefix: `${idPrefix}:`,
        document: () => ({ of: idPrefix }),
      })
    const processors = [prefixed('u'), prefixed('p')]

    await functionOf(processors).invoke([insert(1, 'x', 'short'), insert(2, 'y', 'k'.repeat(600))])

    for (const { name, check } of processors) {
      const found: string[] = []
      for await (const [id] of check?.kind === 'state' ? check.actual() : []) found.push(id)
      expect(found).toEqual([
        `${name}:short`,
        expect.stringMatching(new RegExp(`^${name}:sha256-[0-9a-f]{64}$`)),
      ])
    }
  })
})

describe('ids that look like one another', () => {
  it('stay apart: a key that is the hash of another one’s long key', () => {
    const long = 'k'.repeat(600)

    expect(documentId(documentId(long))).not.toBe(documentId(long))
  })

  it('stay apart whatever they are', () => {
    const id = fc.oneof(
      fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }),
      fc.string({ minLength: 505, maxLength: 520 }),
      fc.string({ minLength: 505, maxLength: 520 }).map(text => documentId(text)),
    )
    fc.assert(
      fc.property(id, id, (a, b) => {
        expect(documentId(a) === documentId(b)).toBe(a === b)
        expect(Buffer.byteLength(documentId(a))).toBeLessThanOrEqual(512)
      }),
    )
  })
})
