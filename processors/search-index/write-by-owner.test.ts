import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { hashOf } from './document-metadata.ts'
import { searchIndex } from './search-index.ts'
import type { SearchResult, SearchStore } from './search-store.ts'

const User = entity<'User', { readonly email: string }>('User', { match: { type: 'THING' } })

const insert = (seq: number, key: string, email: string) =>
  recordOf({ seq, key, kind: 'INSERT', after: { email } })
const modify = (seq: number, key: string, before: string, after: string) =>
  recordOf({ seq, key, before: { email: before }, after: { email: after } })
const remove = (seq: number, key: string, email: string) =>
  recordOf({ seq, key, kind: 'REMOVE', before: { email } })

/** Says of a document who wrote it: `A@5` is A's record 5 of this stream, `A` a refresh, and `` nobody that is known. */
const metadataOf = (written: string, stream = streamArn): object => {
  const [owner = '', seq] = written.split('@')
  return {
    ...(owner !== '' && { owner: JSON.stringify({ PK: { S: owner } }) }),
    ...(seq !== undefined && { stream, seq: seqOf(Number(seq)) }),
  }
}

interface World {
  readonly stands?: Readonly<Record<string, object>>
  readonly items?: ItemSource
  readonly over?: (inner: SearchStore) => Partial<SearchStore>
}

/** What comes of a batch that meets these documents: outcomes by key, what was sent, and what stands afterwards. */
const meet = async (records: readonly StreamRecord[], { stands = {}, items, over = () => ({}) }: World) => {
  const inner = memorySearchStore()
  const guard = { by: 'newer', version: '7' } as const
  for (const [id, metadata] of Object.entries(stands))
    await inner.write([
      {
        op: 'index',
        index: 'users',
        id,
        guard,
        document: '{"of":"before"}',
        metadata: JSON.stringify(metadata),
      },
    ])
  const sent: string[][] = []
  const write: SearchStore['write'] = async (operations, signal) => {
    sent.push(operations.map(({ op, id, guard: { by } }) => `${op} ${id} ${by}`))
    return (over(inner).write ?? inner.write)(operations, signal)
  }
  const processor = searchIndex({
    filter: when(User),
    store: { ...inner, ...over(inner), write },
    index: 'users',
    id: change => (change.kind === 'REMOVE' ? change.before : change.after).email,
    document: ({ key, after }) => (after.email === 'odd' ? [] : { of: key }),
  })
  const reports: DispatchReport[] = []
  const f = functionOf([processor], {
    observe: report => void reports.push(report),
    ...(items !== undefined && { items }),
  })
  await f.invoke(records)
  const outcomes = reports.flatMap(report =>
    report.records.flatMap(record => record.outcomes.map(({ outcome, error }) => error?.code ?? outcome)),
  )
  const there: Record<string, string> = {}
  for await (const [id, text] of inner.documents('users'))
    there[id] = (JSON.parse(text) as { readonly of: string }).of
  const metadata = async (id: string): Promise<unknown> => {
    const [seen] = await inner.look({ index: 'users', ids: [id] })
    return seen?.found === true ? JSON.parse(seen.metadata ?? '') : undefined
  }
  return { outcomes, sent, there, metadata }
}

const elsewhere = streamArn.replace(/[^/]+$/, '2025-01-01T00:00:00.000')

describe('a record that leads to an id', () => {
  it.each<[string, object | undefined, string, readonly string[]]>([
    ['is written where nothing is', undefined, 'applied', ['index x absent']],
    ['is written over an earlier record of its item', metadataOf('A@4'), 'applied', ['index x seen']],
    ['is there where it was written before', metadataOf('A@5'), 'unchanged', []],
    ['leaves a later record of its item', metadataOf('A@6'), 'unchanged', []],
    ['does not know what a refresh of its item wrote', metadataOf('A'), 'version.tied', []],
    ['does not know a record of another stream', metadataOf('A@4', elsewhere), 'version.tied', []],
    ['does not know a later one of another stream', metadataOf('A@6', elsewhere), 'version.tied', []],
    ['does not know what nobody owns', metadataOf(''), 'version.tied', []],
    ['leaves what is another item’s', metadataOf('B@4'), 'search.id-taken', []],
  ])('%s', async (_, stands, outcome, operations) => {
    const met = await meet([insert(5, 'A', 'x')], stands === undefined ? {} : { stands: { x: stands } })

    expect(met.outcomes).toEqual([outcome])
    expect(met.sent.flat()).toEqual(operations)
  })

  it('says whose record it is, of which stream, and what it holds', async () => {
    const { metadata } = await meet([insert(5, 'A', 'x')], {})

    expect(await metadata('x')).toEqual({ ...metadataOf('A@5'), hash: hashOf('{"of":"A"}') })
  })
})

describe('a record that leads away from an id', () => {
  it.each<[string, object | undefined, string, readonly string[]]>([
    ['has nothing to do where nothing is', undefined, 'unchanged', []],
    ['takes its item’s earlier record away', metadataOf('A@4'), 'applied', ['delete x seen']],
    ['takes away what it had written itself', metadataOf('A@5'), 'applied', ['delete x seen']],
    ['leaves a later record of its item', metadataOf('A@6'), 'unchanged', []],
    ['does not know what a refresh of its item wrote', metadataOf('A'), 'version.tied', []],
    ['does not know a record of another stream', metadataOf('A@4', elsewhere), 'version.tied', []],
    ['does not know a later one of another stream', metadataOf('A@6', elsewhere), 'version.tied', []],
    ['does not know what nobody owns', metadataOf(''), 'version.tied', []],
    ['leaves what is another item’s', metadataOf('B@4'), 'unchanged', []],
  ])('%s', async (_, stands, outcome, operations) => {
    const met = await meet([remove(5, 'A', 'x')], stands === undefined ? {} : { stands: { x: stands } })

    expect(met.outcomes).toEqual([outcome])
    expect(met.sent.flat()).toEqual(operations)
  })

  it('goes where it leads all the same, where what it left is in doubt', async () => {
    const met = await meet([modify(5, 'A', 'x', 'y')], { stands: { x: metadataOf('A') } })

    expect(met.outcomes).toEqual(['version.tied'])
    expect(met.sent).toEqual([['index y absent']])
  })
})

describe('an id that an item of the batch has left', () => {
  it.each<[string, object, readonly string[], readonly string[]]>([
    ['before it was', metadataOf('A@4'), ['unchanged', 'applied'], ['index x seen']],
    ['by that record', metadataOf('A@5'), ['unchanged', 'applied'], ['index x seen']],
    ['after it was', metadataOf('A@6'), ['unchanged', 'search.id-taken'], []],
    ['on another stream', metadataOf('A@4', elsewhere), ['version.tied', 'search.id-taken'], []],
    ['by a refresh', metadataOf('A'), ['version.tied', 'search.id-taken'], []],
    ['by a third item', metadataOf('C@4'), ['unchanged', 'search.id-taken'], []],
  ])('is taken over by another only where it was written %s', async (_, stands, outcomes, operations) => {
    const met = await meet([remove(5, 'A', 'x'), insert(6, 'B', 'x')], { stands: { x: stands } })

    expect(met.outcomes).toEqual(outcomes)
    expect(met.sent.flat()).toEqual(operations)
  })
})

describe('an id that two items of a batch lead to', () => {
  it('is neither’s, and a third item’s is written', async () => {
    const met = await meet([insert(5, 'A', 'x'), insert(6, 'B', 'x'), insert(7, 'C', 'y')], {})

    expect(met.outcomes).toEqual(['search.id-taken', 'search.id-taken', 'applied'])
    expect(met.sent).toEqual([['index y absent']])
  })

  it('fails the one alone of which no id can be told', async () => {
    const met = await meet([insert(5, 'A', ''), insert(6, 'B', 'x')], {})

    expect(met.outcomes).toEqual(['search.id-invalid', 'applied'])
    expect(met.there).toEqual({ x: 'B' })
  })

  it('fails the one alone of which no document can be made', async () => {
    const met = await meet([insert(5, 'A', 'odd'), insert(6, 'B', 'x')], {})

    expect(met.outcomes).toEqual(['search.document-invalid', 'applied'])
    expect(met.there).toEqual({ x: 'B' })
  })
})

describe('a batch of derived ids whose store', () => {
  const first = (answers: readonly (SearchResult | undefined)[]) => {
    let writes = 0
    return (inner: SearchStore): Partial<SearchStore> => ({
      write: async (operations, signal) => {
        writes += 1
        return writes === 1 ? (answers as readonly SearchResult[]) : inner.write(operations, signal)
      },
    })
  }

  it.each<[string, readonly (SearchResult | undefined)[], readonly string[], number]>([
    [
      'holds one write back tries that one alone again',
      [{ conflict: true }, 'applied'],
      ['applied', 'applied'],
      2,
    ],
    ['refuses one fails that one alone', [new Error('too large'), 'applied'], ['Error', 'applied'], 1],
    ['leaves one out fails that one alone', ['applied', undefined], ['applied', 'sink.unavailable'], 1],
  ])('%s', async (_, answers, outcomes, calls) => {
    const met = await meet([insert(5, 'A', 'x'), insert(6, 'B', 'y')], { over: first(answers) })

    expect(met.outcomes).toEqual(outcomes)
    expect(met.sent).toHaveLength(calls)
    expect(met.sent[1] ?? ['index x absent']).toEqual(['index x absent'])
  })

  it('holds back the delete of an item whose other write is taken tries both again', async () => {
    const met = await meet([modify(5, 'A', 'x', 'y')], {
      stands: { x: metadataOf('A@4') },
      over: first([{ conflict: true }, 'applied']),
    })

    expect(met.outcomes).toEqual(['applied'])
    expect(met.there).toEqual({ y: 'A' })
  })
})

describe('a batch of derived ids, where the table can be asked', () => {
  const tableOf = (emails: Readonly<Record<string, string>>): ItemSource => ({
    read: async ({ keys: { PK } }) => {
      const key = PK !== undefined && 'S' in PK ? PK.S : ''
      const email = emails[key]
      return Promise.resolve(
        email === undefined ? undefined : { PK: { S: key }, type: { S: 'THING' }, email: { S: email } },
      )
    },
  })
  const batch = [insert(5, 'A', 'x'), insert(6, 'B', 'y')]

  it('writes once where each item is as its record says', async () => {
    const met = await meet(batch, { items: tableOf({ A: 'x', B: 'y' }) })

    expect(met.outcomes).toEqual(['applied', 'applied'])
    expect(met.sent).toEqual([['index x absent', 'index y absent']])
  })

  it('brings the one right that has another id by now, and leaves the other', async () => {
    const met = await meet(batch, { items: tableOf({ A: 'z', B: 'y' }) })

    expect(met.outcomes).toEqual(['applied', 'applied'])
    expect(met.sent.slice(1).flat().toSorted()).toEqual(['delete x seen', 'index z absent'])
    expect(met.there).toEqual({ y: 'B', z: 'A' })
  })

  it('asks for what is in doubt, and for nothing else', async () => {
    const met = await meet(batch, { items: tableOf({ A: 'x', B: 'y' }), stands: { x: metadataOf('A') } })

    expect(met.outcomes).toEqual(['applied', 'applied'])
    expect(met.sent).toEqual([['index y absent'], ['index x seen']])
  })

  it('tries again what cannot be read, though it was written', async () => {
    const items: ItemSource = {
      read: async address =>
        JSON.stringify(address.keys).includes('"A"')
          ? Promise.reject(new Error('throttled'))
          : tableOf({ B: 'y' }).read(address),
    }
    const met = await meet(batch, { items })

    expect(met.outcomes).toEqual(['Error', 'applied'])
    expect(met.there).toEqual({ x: 'A', y: 'B' })
  })
})

describe('a write by owner that is held back each time', () => {
  it('is given up after five tries, and says under which id', async () => {
    let writes = 0
    const index = searchIndex({
      filter: when(User),
      store: {
        ...memorySearchStore(),
        write: async operations => {
          writes += 1
          return Promise.resolve(operations.map(() => ({ conflict: true })))
        },
      },
      index: 'users',
      id: change => (change.kind === 'REMOVE' ? change.before : change.after).email,
      document: () => ({}),
    })
    const told: unknown[] = []
    const observe = ({ records }: DispatchReport) =>
      void told.push(...records.flatMap(({ outcomes }) => outcomes.map(({ error }) => error?.message)))

    await functionOf([index], { observe }).invoke([modify(5, 'A', 'x', 'y')])

    expect(told).toEqual(['The item of y or its document changed during each of 5 refreshes.'])
    expect(writes).toBe(5)
  })
})
