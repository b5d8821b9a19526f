import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { systemClock } from '../../core/clock.ts'
import type { DispatchReport } from '../../core/dispatch/report.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { everything, when } from '../../core/filter/words.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { attributeVersion } from '../../core/version/attribute-version.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import { seenAs } from '../../test/support/view-types.ts'
import { searchIndex } from './search-index.ts'
import type { SearchResult, SearchStore } from './search-store.ts'

// Which changes are written as their records say, and which as their items are now.

const Thing = entity<'Thing', { readonly name: string }>('Thing', { match: { type: 'THING' } })
const byKinesis = streamArn.replace(/\/stream\/.*/, '/kinesis/flow')

const imageOf = (name: string, version?: number) => ({
  name,
  ...(version !== undefined && { _v: { N: String(version) } }),
})
const modify = (seq: number, before: number | undefined, after: number | undefined, arn = streamArn) =>
  recordOf({ seq, before: imageOf('then', before), after: imageOf('then', after), arn })

const table: ItemSource = {
  read: async () =>
    Promise.resolve({ PK: { S: 'a' }, type: { S: 'THING' }, name: { S: 'now' }, _v: { N: '9' } }),
}

interface Given {
  readonly items?: ItemSource | undefined
  readonly isLate?: boolean
  readonly isIdDerived?: boolean
}

/** What comes of a batch: the name that stands, and what is said of its last record. */
const comesOf = async (records: readonly StreamRecord[], { items, isLate = false, isIdDerived }: Given) => {
  const store = memorySearchStore()
  const reports: DispatchReport[] = []
  const processor = searchIndex({
    filter: everything(),
    store,
    index: 'things',
    version: attributeVersion('_v'),
    ...(isIdDerived && { id: (change: { readonly key: string }) => change.key }),
    document: ({ after }) => ({ name: (after as { readonly name: string }).name }),
  })
  const f = functionOf([processor], {
    ...(items !== undefined && { items }),
    observe: report => void reports.push(report),
  })
  await f.invoke(records, { isLate })
  const last = reports.flatMap(report => report.records.flatMap(({ outcomes }) => outcomes)).at(-1)
  const [seen] = await store.look({ index: 'things', ids: ['a'], withDocument: true })
  const name =
    seen?.found === true ? (JSON.parse(seen.document ?? '') as { readonly name: string }).name : undefined
  return {
    name,
    outcome: last?.error?.code ?? last?.outcome,
    note: last?.note,
    message: last?.error?.message,
  }
}

const whole = modify(1, 4, 5)
const bare = (record: StreamRecord) => seenAs(record, 'KEYS_ONLY')

describe('a change', () => {
  it.each<[string, readonly StreamRecord[], Given, string | undefined, string, string | undefined]>([
    ['in order is as its record says', [whole], { items: table }, 'then', 'applied', undefined],
    [
      'that comes late is as its item is',
      [whole],
      { items: table, isLate: true },
      'now',
      'applied',
      undefined,
    ],
    [
      'that comes late is as its record says where no table can be asked',
      [whole],
      { isLate: true },
      'then',
      'applied',
      undefined,
    ],
    [
      'whose version fell is as its item is',
      [modify(1, 5, 4)],
      { items: table },
      'now',
      'applied',
      'version_inversion',
    ],
    [
      'whose version fell is parked where no table can be asked',
      [modify(1, 5, 4)],
      {},
      undefined,
      'version.inverted',
      'version_inversion',
    ],
    [
      'without a version is as its item is',
      [modify(1, 5, undefined)],
      { items: table },
      'now',
      'applied',
      'version_missing',
    ],
    [
      'without a version is parked where no table can be asked',
      [modify(1, 5, undefined)],
      {},
      undefined,
      'version.attribute-missing',
      'version_missing',
    ],
    [
      'whose version stays is as its record says where nothing holds it back',
      [modify(1, 5, 5)],
      { items: table },
      'then',
      'applied',
      'version_tie',
    ],
    [
      'whose version stays is, by Kinesis, as its item is',
      [modify(1, 4, 5, byKinesis), modify(2, 4, 5, byKinesis)],
      { items: table },
      'now',
      'applied',
      'version_tie',
    ],
    [
      'whose version stays is parked, by Kinesis, where no table can be asked',
      [modify(1, 4, 5, byKinesis), modify(2, 4, 5, byKinesis)],
      {},
      undefined,
      'version.tied',
      'version_tie',
    ],
    [
      'by Kinesis is as its record says',
      [modify(1, 4, 5, byKinesis)],
      { items: table },
      'then',
      'applied',
      undefined,
    ],
    [
      'by Kinesis of a derived id is as its item is',
      [modify(1, 4, 5, byKinesis)],
      { items: table, isIdDerived: true },
      'now',
      'applied',
      undefined,
    ],
    ['without its image is as its item is', [bare(whole)], { items: table }, 'now', 'applied', undefined],
    [
      'after one without its image is as its item is',
      [bare(whole), modify(2, 5, 6)],
      { items: table },
      'now',
      'applied',
      undefined,
    ],
    [
      'before one without its image is as its item is',
      [whole, bare(modify(2, 5, 6))],
      { items: table },
      'now',
      'applied',
      undefined,
    ],
    [
      'without its image is parked where no table can be asked',
      [bare(whole), modify(2, 5, 6)],
      {},
      undefined,
      'record.image-missing',
      undefined,
    ],
  ])('%s', async (_, records, given, name, outcome, note) => {
    const found = await comesOf(records, given)

    expect([found.name, found.outcome, found.note]).toEqual([name, outcome, note])
  })

  it('says which image it lacks, and what the stream carries', async () => {
    const { message } = await comesOf([seenAs(whole, 'OLD_IMAGE')], {})

    expect(message).toMatch(/^search-index .*new image.*OLD_IMAGE/)
  })
})

describe('a change that goes to two indexes', () => {
  const conflict = { conflict: true } as const

  /** Outcome of a record whose writes the two indexes answer so. */
  const inTwo = async (own: SearchResult, other: SearchResult) => {
    const inner = memorySearchStore()
    const store: SearchStore = {
      ...inner,
      write: async operations =>
        Promise.resolve(operations.map(({ index }) => (index === 'things' ? own : other))),
      look: async ({ ids }) =>
        Promise.resolve(ids.map(() => ({ found: true, version: '9', token: '1', metadata: told }))),
    }
    const reports: DispatchReport[] = []
    const processor = () => searchIndex({ filter: when(Thing), store, index: 'things', document: () => ({}) })
    // Whoever announces is another process than the one that writes, which reads the mark anew.
    const { check } = processor()
    if (check?.kind !== 'state') throw new Error('it compares nothing')
    const filling = await check.inNewIndex?.('things-002')
    await filling?.announce([streamArn], { clock: systemClock, signal: new AbortController().signal })
    const f = functionOf([processor()], { observe: report => void reports.push(report) })
    await f.invoke([recordOf({ seq: 1, kind: 'INSERT', after: { name: 'x' } })])
    const [outcome] = reports.flatMap(report => report.records.flatMap(({ outcomes }) => outcomes))
    return outcome?.error?.message ?? outcome?.outcome
  }
  /** A later record of the item is there, so that what is held back is there too. */
  const told = JSON.stringify({ stream: streamArn, seq: '9'.padStart(21, '0'), owner: '{"PK":{"S":"a"}}' })
  const broken = new Error('own is broken')
  const otherBroken = new Error('other is broken')

  it.each<[SearchResult, SearchResult, string]>([
    ['applied', 'applied', 'applied'],
    ['applied', conflict, 'applied'],
    [conflict, 'applied', 'applied'],
    [conflict, conflict, 'unchanged'],
    ['applied', otherBroken, 'other is broken'],
    [conflict, otherBroken, 'other is broken'],
    [broken, 'applied', 'own is broken'],
    [broken, otherBroken, 'own is broken'],
  ])('answered with %j and %j is %s', async (own, other, outcome) => {
    expect(await inTwo(own, other)).toBe(outcome)
  })
})

describe('a batch of a stream of which nobody can say how it stands with the index', () => {
  it('waits, and asks once for all its records', async () => {
    let asked = 0
    const store: SearchStore = {
      ...memorySearchStore(),
      readMark: async () => {
        asked += 1
        return Promise.reject(new Error('the engine is away'))
      },
    }
    const reports: DispatchReport[] = []
    const processor = searchIndex({ filter: when(Thing), store, index: 'things', document: () => ({}) })
    const f = functionOf([processor], { observe: report => void reports.push(report) })
    const records = ['a', 'b', 'c'].map((key, at) =>
      recordOf({ seq: at + 1, key, kind: 'INSERT', after: { name: 'x' } }),
    )

    expect(await f.invoke(records)).toEqual([1, 2, 3])

    expect(asked).toBe(1)
    const outcomes = reports.flatMap(report => report.records.flatMap(record => record.outcomes))
    expect(outcomes.map(({ error }) => error?.message)).toEqual(records.map(() => 'the engine is away'))
  })
})
