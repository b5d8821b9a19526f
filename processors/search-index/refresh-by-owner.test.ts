import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { systemClock } from '../../core/clock.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { when } from '../../core/filter/words.ts'
import type { GroupResult } from '../../core/processor/processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { hashOf, ownerOf } from './document-metadata.ts'
import { searchIndex } from './search-index.ts'
import type { SearchOperation, SearchResult, SearchStore, Seen } from './search-store.ts'

const User = entity<'User', { readonly email: string }>('User', { match: { type: 'THING' } })

/** Who has which address now; an `odd` one has no document that could be made. */
type Table = Readonly<Record<string, string>>
/** Whose document stands under an id; `''` where nobody noted it. */
type Stands = Readonly<Record<string, string>>

const keysOf = (key: string): Image => ({ PK: { S: key } })
const contentOf = (owner: string): string => JSON.stringify({ of: owner })

/** Reads from the first table, then from the second and so on, and from the last ever after. */
const reading = (...tables: readonly [Table, ...Table[]]): ItemSource => {
  let reads = 0
  return {
    read: async ({ keys: { PK } }) => {
      const table = tables[Math.min(reads, tables.length - 1)] ?? {}
      reads += 1
      const key = PK !== undefined && 'S' in PK ? PK.S : ''
      const email = table[key]
      const item =
        email === undefined ? undefined : { ...keysOf(key), type: { S: 'THING' }, email: { S: email } }
      return Promise.resolve(item)
    },
  }
}

const world = async (stands: Stands, over: (inner: SearchStore) => Partial<SearchStore> = () => ({})) => {
  const inner = memorySearchStore()
  const guard = { by: 'newer', version: '7' } as const
  const place = { op: 'index', index: 'users', guard } as const
  for (const [id, owner] of Object.entries(stands)) {
    const document = contentOf(owner)
    const metadata =
      owner === '' ? '{}' : JSON.stringify({ owner: ownerOf(keysOf(owner)), hash: hashOf(document) })
    await inner.write([{ ...place, id, document, metadata }])
  }
  const sent: string[] = []
  const write: SearchStore['write'] = async (operations, signal) => {
    sent.push(operations.map(({ op, id, guard: { by } }) => `${op} ${id} ${by}`).join(', '))
    return (over(inner).write ?? inner.write)(operations, signal)
  }
  const processor = searchIndex({
    filter: when(User),
    store: { ...inner, ...over(inner), write },
    index: 'users',
    id: change => (change.kind === 'REMOVE' ? change.before : change.after).email,
    document: ({ key, after }) => {
      if (after.email === 'odd') throw new TypeError('no document of it')
      return { of: key }
    },
  })
  const { check } = processor
  return {
    sent,
    /** A late record of A, which had `left` before and takes `taken`. */
    late: async (left: string, taken: string, table: Table) => {
      const f = functionOf([processor], { items: reading(table) })
      const record = recordOf({ seq: 9, key: 'A', before: { email: left }, after: { email: taken } })
      await f.invoke([record], { isLate: true })
      return (await f.parked()).map(({ reason }) => reason.code)
    },
    /** Codes of what comes of records in their time. */
    written: async (records: readonly StreamRecord[], items: ItemSource): Promise<readonly unknown[]> => {
      const told: unknown[] = []
      await functionOf([processor], { items }).invoke(records, {
        observe: report =>
          told.push(...report.records.flatMap(each => each.outcomes.map(({ outcome }) => outcome))),
      })
      return told
    },
    /** Brings the document under `id` to what the item is now. */
    refresh: async (id: string, item: string, items: ItemSource): Promise<GroupResult | undefined> => {
      if (check?.kind !== 'state') throw new Error('it compares nothing')
      const context = { items, clock: systemClock, signal: new AbortController().signal }
      return (await check.refresh?.([{ id, address: { streamArn, keys: keysOf(item) } }], context))?.[0]
    },
    there: async (): Promise<Stands> => {
      const found: Record<string, string> = {}
      for await (const [id, text] of inner.documents('users'))
        found[id] = (JSON.parse(text) as { readonly of: string }).of
      return found
    },
  }
}

const codeOf = (result: unknown): unknown => (isPipelineError(result) ? result.code : result)

describe('a refresh of a document whose id is derived', () => {
  it.each<[string, Stands, Table, Stands, unknown, readonly string[]]>([
    ['writes what is missing', {}, { A: 'x' }, { x: 'A' }, 'applied', ['index x absent']],
    ['writes its own once more', { x: 'A' }, { A: 'x' }, { x: 'A' }, 'applied', ['index x seen']],
    [
      'takes its own away from an id that was left',
      { x: 'A' },
      { A: 'y' },
      { y: 'A' },
      'applied',
      ['delete x seen, index y absent'],
    ],
    ['takes its own away where the item is gone', { x: 'A' }, {}, {}, 'applied', ['delete x seen']],
    ['writes nothing where item and document are gone', {}, {}, {}, 'applied', []],
    [
      'leaves another’s under the id that it has no more',
      { x: 'B' },
      { A: 'y', B: 'x' },
      { x: 'B', y: 'A' },
      'applied',
      ['index y absent'],
    ],
    ['leaves another’s where the item is gone', { x: 'B' }, { B: 'x' }, { x: 'B' }, 'applied', []],
    [
      'takes over what another has left',
      { x: 'B' },
      { A: 'x', B: 'z' },
      { x: 'A' },
      'applied',
      ['index x seen'],
    ],
    [
      'takes over what another has left that is gone',
      { x: 'B' },
      { A: 'x' },
      { x: 'A' },
      'applied',
      ['index x seen'],
    ],
    ['leaves what another claims too', { x: 'B' }, { A: 'x', B: 'x' }, { x: 'B' }, 'search.id-taken', []],
    [
      'leaves what another has that cannot be shown',
      { x: 'B' },
      { A: 'x', B: 'odd' },
      { x: 'B' },
      'search.id-taken',
      [],
    ],
    [
      'takes over what nobody is known to own',
      { x: '' },
      { A: 'x' },
      { x: 'A' },
      'applied',
      ['index x seen'],
    ],
    [
      'writes its own and says what it left of nobody’s',
      { x: '' },
      { A: 'y' },
      { x: '', y: 'A' },
      'search.id-taken',
      ['index y absent'],
    ],
  ])('%s', async (_, stands, table, expected, outcome, operations) => {
    const { refresh, sent, there } = await world(stands)

    expect(codeOf(await refresh('x', 'A', reading(table)))).toBe(outcome)

    expect(await there()).toEqual(expected)
    expect(sent.map(call => call.split(', ').toSorted().join(', '))).toEqual(operations)
  })

  it('says who has the id, and of what nobody noted that nobody did', async () => {
    const claimed = await world({ x: 'B' })
    const unknown = await world({ x: '' })

    expect(await claimed.refresh('x', 'A', reading({ A: 'x', B: 'x' }))).toMatchObject({
      detail: { id: 'x', owner: ownerOf(keysOf('B')) },
    })
    expect(await unknown.refresh('x', 'A', reading({}))).toMatchObject({
      detail: { id: 'x', owner: 'that nobody noted, as it was written by an older version' },
    })
  })

  it('leaves a document whose owner is no key, since nobody could be asked', async () => {
    const { refresh, there } = await world({}, inner => ({
      look: async request =>
        (await inner.look(request)).map(() => ({
          found: true,
          version: '1',
          token: '1',
          metadata: '{"owner":"-"}',
        })),
    }))

    expect(codeOf(await refresh('x', 'A', reading({ A: 'x' })))).toBe('search.id-taken')
    expect(await there()).toEqual({})
  })
})

describe('a refresh of a derived id whose item changes meanwhile', () => {
  it('looks again where the item got an id that was not looked at, and takes nothing away before', async () => {
    const { refresh, sent, there } = await world({ x: 'A' })

    expect(await refresh('x', 'A', reading({ A: 'x' }, { A: 'y' }))).toBe('applied')

    expect(await there()).toEqual({ y: 'A' })
    expect(sent).toEqual(['delete x seen, index y absent'])
  })

  it('goes on until what it wrote is what the item is', async () => {
    const { refresh, sent, there } = await world({})

    expect(await refresh('x', 'A', reading({ A: 'x' }, { A: 'x' }, {}))).toBe('applied')

    expect(await there()).toEqual({})
    expect(sent).toEqual(['index x absent', 'delete x seen'])
  })

  it('is given up by name after five tries, with the id', async () => {
    let looks = 0
    const { refresh } = await world({}, inner => ({
      look: async request => {
        looks += 1
        return inner.look(request)
      },
    }))
    const restless = Array.from({ length: 40 }, (_, at): Table => ({ A: `x${at}` }))

    expect(await refresh('x', 'A', reading({}, ...restless))).toMatchObject({
      code: 'search.unsettled',
      detail: { id: 'x', tries: 5 },
    })
    expect(looks).toBe(5)
  })

  it('fails as the read did that failed, whichever that was', async () => {
    for (const failing of [1, 2, 3]) {
      let reads = 0
      const { refresh } = await world({})
      const items: ItemSource = {
        read: async (...given) => {
          reads += 1
          return reads === failing
            ? Promise.reject(new Error('throttled'))
            : reading({ A: 'x' }).read(...given)
        },
      }

      const result = await refresh('x', 'A', items)
      // What the last look cannot confirm is tried once more.
      expect(result instanceof Error ? result.message : result).toBe(failing === 3 ? 'applied' : 'throttled')
    }
  })
})

describe('a refresh of a derived id whose store', () => {
  /** Answers the first write in its own way, the others as the store does. */
  const first = (answer: (operations: readonly SearchOperation[]) => readonly SearchResult[]) => {
    let writes = 0
    return (inner: SearchStore): Partial<SearchStore> => ({
      write: async (operations, signal) => {
        writes += 1
        return writes === 1 ? answer(operations) : inner.write(operations, signal)
      },
    })
  }

  it('holds a write back looks again', async () => {
    const { refresh, sent, there } = await world(
      {},
      first(each => each.map(() => ({ conflict: true }))),
    )

    expect(await refresh('x', 'A', reading({ A: 'x' }))).toBe('applied')
    expect(sent).toHaveLength(2)
    expect(await there()).toEqual({ x: 'A' })
  })

  it('holds one of two writes back looks again', async () => {
    const { refresh, sent } = await world(
      { x: 'A' },
      first(() => ['applied', { conflict: true }]),
    )

    expect(await refresh('x', 'A', reading({ A: 'y' }))).toBe('applied')
    expect(sent).toHaveLength(2)
  })

  it('refuses a write fails so', async () => {
    const { refresh, sent } = await world(
      { x: 'A' },
      first(() => ['applied', new Error('too large')]),
    )

    expect(await refresh('x', 'A', reading({ A: 'y' }))).toMatchObject({ message: 'too large' })
    expect(sent).toHaveLength(1)
  })

  it('answers for fewer than it was asked is not done', async () => {
    const { refresh } = await world(
      {},
      first(() => []),
    )

    expect(await refresh('x', 'A', reading({ A: 'x' }))).toMatchObject({
      code: 'sink.unavailable',
      message: expect.stringContaining('0 of 1 operations') as string,
    })
  })

  it.each<[string, readonly Seen[], string]>([
    ['no look', [], '0 of 1 operations'],
    ['a look with nothing', [undefined as unknown as Seen], '0 of 1 operations'],
  ])('answers %s is not written to', async (_, answers, words) => {
    const { refresh, sent } = await world({}, () => ({ look: async () => Promise.resolve(answers) }))

    expect(await refresh('x', 'A', reading({ A: 'x' }))).toMatchObject({
      code: 'sink.unavailable',
      message: expect.stringContaining(words) as string,
    })
    expect(sent).toEqual([])
  })

  it('holds a write back looks again before it says that another id is nobody’s to take', async () => {
    const { late, sent, there } = await world(
      { x: '', w: 'A' },
      first(each => each.map(({ op }) => (op === 'delete' ? 'applied' : { conflict: true }))),
    )

    expect(await late('w', 'x', { A: 'y' })).toEqual(['search.id-taken'])

    expect(sent[1]).toContain('index y absent')
    expect(await there()).toMatchObject({ x: '', y: 'A' })
  })

  it('still has the document that was left, right after the write, looks again', async () => {
    let looks = 0
    const { late, sent } = await world({ x: 'A' }, inner => ({
      look: async ({ ids, index }) => {
        looks += 1
        if (looks !== 2) return inner.look({ ids, index })
        const metadata = JSON.stringify({ owner: ownerOf(keysOf('A')), hash: hashOf(contentOf('A')) })
        return ids.map(() => ({ found: true, version: '9', token: '9', metadata }))
      },
    }))

    expect(await late('x', 'y', { A: 'y' })).toEqual([])

    expect(sent).toHaveLength(2)
  })

  it.each<[string, Stands, Stands]>([
    ['is written by another item', { x: 'B' }, { x: 'A' }],
    ['has a stray of the item’s own come up under the id that was left', { y: 'A', x: 'A' }, { y: 'A' }],
  ])('%s right after the write looks again', async (_, meanwhile) => {
    let looks = 0
    const { refresh, sent } = await world({}, inner => ({
      look: async request => {
        looks += 1
        const seen = await inner.look(request)
        if (looks !== 2) return seen
        return request.ids.map((id, at) => {
          const owner = meanwhile[id]
          if (owner === undefined) return seen[at] ?? { found: false }
          const metadata = JSON.stringify({ owner: ownerOf(keysOf(owner)), hash: hashOf(contentOf('A')) })
          return { found: true, version: '9', token: '9', metadata }
        })
      },
    }))

    expect(await refresh('x', 'A', reading({ A: Object.keys(meanwhile)[0] ?? 'x' }))).toBe('applied')
    expect(sent).toHaveLength(2)
  })

  it('has other content than was written right after looks again', async () => {
    let looks = 0
    const { refresh, sent } = await world({}, inner => ({
      look: async request => {
        looks += 1
        const seen = await inner.look(request)
        const metadata = JSON.stringify({ owner: ownerOf(keysOf('A')), hash: 'other' })
        return looks === 2 ? seen.map(() => ({ found: true, version: '9', token: '9', metadata })) : seen
      },
    }))

    expect(await refresh('x', 'A', reading({ A: 'x' }))).toBe('applied')
    expect(sent).toHaveLength(2)
  })
})

describe('a document whose id is derived and that a record wrote, where the table can be asked', () => {
  const insert = (seq: number, key: string, email: string) =>
    recordOf({ seq, key, kind: 'INSERT', after: { email } })

  it('is as its item is, which one reading tells', async () => {
    const { written, sent } = await world({})
    const table = reading({ A: 'x', B: 'y' })
    let reads = 0
    const items: ItemSource = {
      read: async (...asked) => {
        reads += 1
        return table.read(...asked)
      },
    }

    expect(await written([insert(5, 'A', 'x'), insert(6, 'B', 'y')], items)).toEqual(['applied', 'applied'])

    expect([sent, reads]).toEqual([['index x absent, index y absent'], 2])
  })

  it('is brought to what its item has become meanwhile', async () => {
    const { written, there } = await world({})

    expect(await written([insert(5, 'A', 'x')], reading({ A: 'z' }))).toEqual(['applied'])

    expect(await there()).toEqual({ z: 'A' })
  })

  it('is written again where one that is gone was late and wrote over it', async () => {
    let isFirst = true
    const { written, there } = await world({}, inner => ({
      write: async operations => {
        const results = await inner.write(operations)
        if (!isFirst) return results
        isFirst = false
        const [seen] = await inner.look({ index: 'users', ids: ['x'] })
        const guard = { by: 'seen', token: seen?.found === true ? seen.token : '' } as const
        const document = contentOf('B')
        const metadata = JSON.stringify({ owner: ownerOf(keysOf('B')), hash: hashOf(document) })
        await inner.write([{ op: 'index', index: 'users', id: 'x', guard, document, metadata }])
        return results
      },
    }))

    expect(await written([insert(5, 'A', 'x')], reading({ A: 'x' }))).toEqual(['applied'])

    expect(await there()).toEqual({ x: 'A' })
  })

  it('is not done where its item cannot be read', async () => {
    const { written } = await world({})
    const items: ItemSource = { read: async () => Promise.reject(new Error('throttled')) }

    expect(await written([insert(5, 'A', 'x')], items)).toEqual(['retry'])
  })
})
