import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { memoryVersionCounters } from '../../adapters/memory/memory-version-counters.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { when } from '../../core/filter/words.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { ledgerVersion } from '../../core/version/ledger-version.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { away } from '../../test/support/pressed-sink.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { hashOf, metadataIn } from './document-metadata.ts'
import { searchIndex } from './search-index.ts'

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })
const byKinesis = streamArn.replace(/\/stream\/.*/, '/kinesis/flow')
const mine = '{"PK":{"S":"a"}}'

/** What stands in the index: a version, the document, and what is said of its writing. */
interface Stands {
  readonly version: string
  readonly name?: string
  readonly metadata: object
  /** It was taken away, and the version is all that stands. */
  readonly isGone?: true
}

/** A record of version 5 and name `y` meets what stands there; no table can be asked but where one is given. */
const meet = async (
  arn: string,
  { version, name = 'x', metadata, isGone }: Stands,
  { kind = 'INSERT', items }: { readonly kind?: 'INSERT' | 'REMOVE'; readonly items?: ItemSource } = {},
): Promise<{ readonly outcome: unknown; readonly note: unknown; readonly stands: unknown }> => {
  const store = memorySearchStore()
  const place = { op: 'index', index: 'things', id: 'a', guard: { by: 'newer', version } } as const
  await store.write([{ ...place, document: JSON.stringify({ name }), metadata: JSON.stringify(metadata) }])
  if (isGone) await store.write([{ ...place, op: 'delete', guard: { by: 'newer-or-equal', version } }])
  const reports: DispatchReport[] = []
  const processor = searchIndex({
    filter: when(Thing),
    store,
    index: 'things',
    version: attributeVersion('_v'),
    document: ({ after }) => ({ name: after.name }),
  })
  const f = functionOf([processor], {
    observe: report => void reports.push(report),
    ...(items !== undefined && { items }),
  })
  const image = { name: 'y', _v: { N: '5' } }
  await f.invoke([recordOf({ seq: '7', kind, after: image, before: image, arn })])
  const [outcome] = reports.flatMap(({ records }) => records.flatMap(({ outcomes }) => outcomes))
  const [seen] = await store.look({ index: 'things', ids: ['a'], withDocument: true })
  return {
    outcome: outcome?.error?.code ?? outcome?.outcome,
    note: outcome?.note,
    stands: seen?.found === true && [seen.version, seen.document],
  }
}

const hash = hashOf('{"name":"y"}')

/** What a function counts beside such an outcome. */
const noteOf: Readonly<Record<string, string | undefined>> = {
  'version.tied': 'version_tie',
  'version.inverted': 'version_inversion',
}

describe('a write by Kinesis that is held back', () => {
  it.each<[string, Stands, string]>([
    [
      'by its item’s later version came late',
      { version: '9', metadata: { seq: 'k', owner: mine } },
      'unchanged',
    ],
    [
      'by the same document of the same version came twice',
      { version: '5', name: 'y', metadata: { seq: 'k', owner: mine, hash } },
      'unchanged',
    ],
    [
      'by another document of the same version is not known to be there',
      { version: '5', metadata: { seq: 'k', owner: mine, hash: 'other' } },
      'version.tied',
    ],
    [
      'by what no record led to is not known to be there',
      { version: '9', metadata: { owner: mine } },
      'version.tied',
    ],
    [
      'by another item’s document is not known to be there',
      { version: '9', metadata: { seq: 'k', owner: '{"PK":{"S":"b"}}' } },
      'version.tied',
    ],
    ['by what somebody else wrote is not known to be there', { version: '9', metadata: {} }, 'version.tied'],
  ])('%s', async (_, stands, outcome) => {
    const met = await meet(byKinesis, stands)

    expect(met.outcome).toBe(outcome)
    expect(met.note).toBe(noteOf[outcome])
    expect(met.stands).toEqual([stands.version, JSON.stringify({ name: stands.name ?? 'x' })])
  })
})

describe('a write by a stream that is held back', () => {
  const stream = streamArn

  it.each<[string, Stands, string]>([
    [
      'by its own document is there',
      { version: '5', metadata: { stream, seq: '7', owner: mine } },
      'unchanged',
    ],
    [
      'by a later one of its item was overtaken',
      { version: '9', metadata: { stream, seq: '8', owner: mine } },
      'unchanged',
    ],
    [
      'by an earlier one of a greater version is an inversion',
      { version: '9', metadata: { stream, seq: '6', owner: mine } },
      'version.inverted',
    ],
    [
      'by an earlier one of the same version is a tie',
      { version: '5', metadata: { stream, seq: '6', owner: mine } },
      'version.tied',
    ],
    [
      'by one of another stream is a tie, whatever its number',
      { version: '9', metadata: { stream: `${stream}1`, seq: '6', owner: mine } },
      'version.tied',
    ],
    [
      'by another item’s is a tie, whatever its number',
      { version: '9', metadata: { stream, seq: '6', owner: '{"PK":{"S":"b"}}' } },
      'version.tied',
    ],
    ['by a refresh is a tie', { version: '9', metadata: { stream, owner: mine } }, 'version.tied'],
  ])('%s', async (_, stands, outcome) => {
    const met = await meet(stream, stands)

    expect(met.outcome).toBe(outcome)
    expect(met.note).toBe(noteOf[outcome])
    expect(met.stands).toEqual([stands.version, '{"name":"x"}'])
  })
})

/** A deletion's version is one above that of the item that it took away. */
describe('a deletion that is held back', () => {
  const theirs = '{"PK":{"S":"b"}}'

  it.each<[string, string, Stands, string]>([
    ['by a deletion is done', streamArn, { version: '9', metadata: {}, isGone: true }, 'unchanged'],
    [
      'by a deletion of its version is done',
      streamArn,
      { version: '6', metadata: {}, isGone: true },
      'unchanged',
    ],
    [
      'by another item’s document has nothing to take away',
      streamArn,
      { version: '9', metadata: { owner: theirs } },
      'unchanged',
    ],
    [
      'by a later document of its item was overtaken',
      streamArn,
      { version: '9', metadata: { stream: streamArn, seq: '8', owner: mine } },
      'unchanged',
    ],
    [
      'by an earlier one of a greater version is an inversion',
      streamArn,
      { version: '9', metadata: { stream: streamArn, seq: '6', owner: mine } },
      'version.inverted',
    ],
    ['by what nobody is known to own is a tie', streamArn, { version: '9', metadata: {} }, 'version.tied'],
    [
      'by the document of its own version, by Kinesis, is not known to be done',
      byKinesis,
      { version: '6', name: 'y', metadata: { seq: 'k', owner: mine, hash } },
      'version.tied',
    ],
  ])('%s', async (_, arn, stands, outcome) => {
    const met = await meet(arn, stands, { kind: 'REMOVE' })

    expect(met.outcome).toBe(outcome)
    expect(met.note).toBe(noteOf[outcome])
    expect(met.stands).toEqual(
      stands.isGone ? false : [stands.version, JSON.stringify({ name: stands.name ?? 'x' })],
    )
  })

  it('is done again where a refresh that was given up may be under way', async () => {
    const items: ItemSource = { read: async () => Promise.resolve(undefined) }
    const gone: Stands = { version: '9', metadata: {}, isGone: true }

    expect(await meet(streamArn, gone, { kind: 'REMOVE', items })).toEqual({
      outcome: 'applied',
      note: undefined,
      stands: false,
    })
  })
})

describe('a write that a deletion holds back', () => {
  it.each<[string, string, string, string]>([
    ['of a later version is a tie', streamArn, '9', 'version.tied'],
    ['of the same version is a tie', streamArn, '5', 'version.tied'],
    ['of a later version, by Kinesis, came late', byKinesis, '9', 'unchanged'],
    ['of the same version, by Kinesis, is a tie', byKinesis, '5', 'version.tied'],
  ])('%s', async (_, arn, version, outcome) => {
    expect(await meet(arn, { version, metadata: {}, isGone: true })).toEqual({
      outcome,
      note: outcome === 'unchanged' ? undefined : 'version_tie',
      stands: false,
    })
  })

  it('is settled by the item where that can be asked, by Kinesis too', async () => {
    const items: ItemSource = {
      read: async () =>
        Promise.resolve({ PK: { S: 'a' }, type: { S: 'THING' }, name: { S: 'now' }, _v: { N: '5' } }),
    }
    const gone: Stands = { version: '9', metadata: {}, isGone: true }

    expect(await meet(byKinesis, gone, { items })).toEqual({
      outcome: 'applied',
      note: 'version_tie',
      stands: ['10', '{"name":"now"}'],
    })
  })
})

describe('a document that is written', () => {
  it('says which record of which stream led to it, whose it is, and what it held', async () => {
    const store = memorySearchStore()
    const processor = searchIndex({
      filter: when(Thing),
      store,
      index: 'things',
      document: ({ after }) => ({ name: after.name }),
    })

    await functionOf([processor]).invoke([recordOf({ seq: 7, after: { name: 'y' } })])

    const [seen] = await store.look({ index: 'things', ids: ['a'] })
    expect(metadataIn(seen?.found === true ? seen.metadata : undefined)).toEqual({
      stream: streamArn,
      seq: seqOf(7),
      isOfRecord: true,
      owner: mine,
      hash,
    })
  })
})

describe('a record that has its number after a later one of its item', () => {
  it('comes to nothing, also where the later one was not written yet, which will be', async () => {
    const store = memorySearchStore()
    const counters = memoryVersionCounters()
    const names: unknown[] = []
    const named = (isAway: boolean) =>
      functionOf([
        searchIndex({
          filter: when(Thing),
          store: { ...store, ...(isAway && { write: async () => Promise.reject(away()) }) },
          index: 'things',
          version: ledgerVersion({ counters }),
          document: ({ after }) => ({ name: after.name }),
        }),
      ])
    const [early, later] = [
      recordOf({ seq: 1, after: { name: 'x' } }),
      recordOf({ seq: 2, after: { name: 'y' } }),
    ]
    const standing = async (): Promise<void> => {
      const [seen] = await store.look({ index: 'things', ids: ['a'], withDocument: true })
      names.push(seen?.found === true && seen.document)
    }

    expect(await named(true).invoke([later])).toEqual([2])
    const late = named(false)
    expect(await late.invoke([early])).toEqual([])
    await standing()
    expect(await late.invoke([later])).toEqual([])
    await standing()

    expect(await late.parked()).toEqual([])
    expect(names).toEqual([false, '{"name":"y"}'])
  })
})

describe('records of which no document can be made', () => {
  const writing = async (names: readonly string[]) => {
    const store = memorySearchStore()
    let writes = 0
    const processor = searchIndex({
      filter: when(Thing),
      store: {
        ...store,
        write: async operations => {
          writes += 1
          return store.write(operations)
        },
      },
      index: 'things',
      document: ({ after }) => (after.name === 'odd' ? [] : { name: after.name }),
    })
    const reports: DispatchReport[] = []
    const f = functionOf([processor], { observe: report => void reports.push(report) })
    const records = names.map((name, at) =>
      recordOf({ seq: at + 1, key: `k${at}`, kind: 'INSERT', after: { name } }),
    )
    await f.invoke(records)
    const outcomes = reports.flatMap(report =>
      report.records.flatMap(record => record.outcomes.map(({ outcome, error }) => error?.code ?? outcome)),
    )
    return { outcomes, writes }
  }

  it('fail by that name, and their neighbours are written', async () => {
    expect(await writing(['x', 'odd', 'z'])).toEqual({
      outcomes: ['applied', 'search.document-invalid', 'applied'],
      writes: 1,
    })
  })

  it('ask the store for nothing where there is none beside them', async () => {
    expect(await writing(['odd', 'odd'])).toEqual({
      outcomes: ['search.document-invalid', 'search.document-invalid'],
      writes: 0,
    })
  })
})
