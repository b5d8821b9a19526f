import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { auditLog } from '../../processors/audit-log/audit-log.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { processors, streamRecord } from '../../test/support/filter-arbitraries.ts'
import { offloaded, packed, packedRecord } from '../../test/support/packed-records.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { entity } from '../entity/define-entity.ts'
import type { Filter } from '../filter/filter.ts'
import { everything, when } from '../filter/words.ts'
import { matchesPattern } from '../pattern/matches-pattern.ts'
import { parsePattern } from '../pattern/parse-pattern.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { Processor } from '../processor/processor.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { filterCriteria } from '../registry/criteria.ts'
import { registry } from '../registry/define-registry.ts'
import { explainRecord } from '../registry/explain.ts'
import type { BlobStore } from './blob-store.ts'
import { compressed, plainBytesOf } from './packed-value.ts'

const text = (start: string): AttributeValue => ({ S: start.padEnd(3_000, ' and so on') })

const lets = (all: readonly Processor[], record: StreamRecord): boolean => {
  const criteria = filterCriteria(registry(all))
  return criteria?.Filters.some(({ Pattern }) => matchesPattern(parsePattern(Pattern), record)) ?? true
}

/** Notes what a processor reads of each change. */
const reading = (read: (after: Readonly<Record<string, unknown>>) => unknown, seen: unknown[]): Processor =>
  processor({
    name: 'reader',
    filter: everything().on('INSERT'),
    handle: async ({ after }) => {
      seen.push(read(after))
      return Promise.resolve()
    },
  })

const failing = (reason: Error): BlobStore => ({
  ...memoryBlobStore(),
  get: async () => Promise.reject(reason),
})

describe('a packed attribute', () => {
  it('is to every filter what it was before', () => {
    fc.assert(
      fc.property(processors, streamRecord, (all, record) => {
        expect(registry(all).match(packedRecord(record))).toEqual(registry(all).match(record))
        expect(explainRecord(registry(all), packedRecord(record))).toEqual(
          explainRecord(registry(all), record),
        )
      }),
      { numRuns: 1_000 },
    )
  })

  it('never lets a pushed-down pattern drop what a filter wants', () => {
    fc.assert(
      fc.property(processors, streamRecord, (all, record) => {
        if (registry(all).match(record).length > 0) expect(lets(all, packedRecord(record))).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })

  it('is matched by a single filter as before, and never dropped by its pattern', () => {
    const Big = entity('Big', { match: { status: { prefix: 'open' } } })
    const long = 'open'.padEnd(1_200, ' and more')
    const filters: readonly Filter[] = [
      when(Big),
      when(Big).on('INSERT'),
      everything().where({ status: { prefix: 'o' } }),
      everything().where({ status: long }),
      everything().where({ status: { oneOf: ['x', long] } }),
      everything().became('status', long),
    ]
    const sinks = fc.constantFrom<'state' | 'events'>('state', 'events')
    const kinds = fc.constantFrom('INSERT' as const, 'MODIFY' as const, 'REMOVE' as const)
    const status = fc.constantFrom(long, 'open', 'x')
    fc.assert(
      fc.property(
        fc.constantFrom(...filters),
        sinks,
        kinds,
        status,
        status,
        (filter, sink, kind, old, current) => {
          const all = [batchProcessor({ name: 'p', filter, sink, handle: async () => Promise.resolve() })]
          const sketch = { seq: 1, kind, before: { status: old }, after: { status: current } }
          const record = packedRecord(recordOf(sketch))
          const found = registry(all).match(record)
          expect(found).toEqual(registry(all).match(recordOf(sketch)))
          if (found.length > 0) expect(lets(all, record)).toBe(true)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is plain in audit and documents, and untouched in the record', async () => {
    const [sink, store] = [memoryAuditSink(), memorySearchStore()]
    const seen: StreamRecord[] = []
    const record = recordOf({ seq: 1, before: { a: packed(text('old')) }, after: { a: packed(text('new')) } })
    const { invoke } = functionOf([
      auditLog({ filter: everything(), sink }),
      searchIndex({ filter: everything(), store, index: 'i', document: ({ after }) => ({ a: after['a'] }) }),
      processor({ name: 'raw', filter: everything(), handle: async change => void seen.push(change.record) }),
    ])

    expect(await invoke([record])).toEqual([])

    for await (const { diff } of sink.entries()) {
      expect(diff).toEqual([{ op: 'change', path: ['a'], from: text('old'), to: text('new') }])
    }
    for await (const [, document] of store.documents('i')) {
      expect(document).toBe(JSON.stringify({ a: (text('new') as { S: string }).S }))
    }
    expect(seen).toEqual([record])
  })
})

describe('an offloaded attribute', () => {
  it('is fetched once before its records are delivered', async () => {
    const store = memoryBlobStore()
    const { value } = await offloaded(text('big'), store)
    let gets = 0
    const blobs: BlobStore = {
      ...store,
      get: async (key, signal) => {
        gets += 1
        return store.get(key, signal)
      },
    }
    const seen: unknown[] = []
    const { invoke } = functionOf([reading(after => after['a'], seen)], { blobs })
    const records = [1, 2, 3].map(seq =>
      recordOf({ seq, key: `k${seq}`, kind: 'INSERT', after: { a: value } }),
    )

    expect(await invoke([...records, recordOf({ seq: 4, kind: 'INSERT', after: { a: 'small' } })])).toEqual(
      [],
    )

    expect(seen.map(each => String(each).slice(0, 5)).toSorted()).toEqual([
      'big a',
      'big a',
      'big a',
      'small',
    ])
    expect(gets).toBe(1)
  })

  it('whose object is missing parks the record, with the reason and the record as it came', async () => {
    const store = memoryBlobStore()
    const { value, key } = await offloaded(text('big'), store)
    await store.remove(key)
    const seen: unknown[] = []
    const record = recordOf({ seq: 1, kind: 'INSERT', after: { a: value } })
    const reader = functionOf([reading(after => after['a'], seen)], { blobs: store })
    const audit = functionOf([auditLog({ filter: everything(), sink: memoryAuditSink() })], { blobs: store })
    const filter = functionOf(
      [
        processor({
          name: 'f',
          filter: everything().where({ a: 'x' }),
          handle: async () => Promise.resolve(),
        }),
      ],
      { blobs: store },
    )

    for (const { invoke, parked } of [reader, audit, filter]) {
      expect(await invoke([record, recordOf({ seq: 2, key: 'b' })])).toEqual([])

      const [object, ...more] = await parked()
      expect(more).toEqual([])
      expect(object).toMatchObject({
        reason: { code: 'blob.missing' },
        sequenceNumber: record.dynamodb?.SequenceNumber,
      })
      expect(object?.reason.message).toContain(key)
      expect(object?.record).toEqual(record)
    }
  })

  it('does not concern a processor that never reads it', async () => {
    const { value } = await offloaded(text('big'), memoryBlobStore())
    const seen: unknown[] = []
    const { invoke, parked } = functionOf([reading(after => after['type'], seen)], {
      blobs: memoryBlobStore(),
    })

    expect(await invoke([recordOf({ seq: 1, kind: 'INSERT', after: { a: value } })])).toEqual([])

    expect(seen).toEqual(['THING'])
    expect(await parked()).toEqual([])
  })

  it('in a store that cannot be reached is retried, and no attempt is counted', async () => {
    const { value } = await offloaded(text('big'), memoryBlobStore())
    const seen: unknown[] = []
    const { invoke, parked } = functionOf([reading(after => after['a'], seen)], {
      blobs: failing(new Error('down')),
    })
    const record = recordOf({ seq: 1, kind: 'INSERT', after: { a: value } })

    for (let time = 0; time < 12; time += 1) expect(await invoke([record])).toEqual([1])

    expect(await parked()).toEqual([])
    expect(seen).toEqual([])
  })

  it('in a store that hangs costs its own record, not the others', async () => {
    const { value } = await offloaded(text('big'), memoryBlobStore())
    const blobs: BlobStore = { ...memoryBlobStore(), get: async () => new Promise(() => undefined) }
    const { processor: other, seen: others } = recording('other')
    const clock = manualClock()
    const { invoke } = functionOf([reading(after => after['a'], []), other], { blobs, clock })
    const records = [
      recordOf({ seq: 1, kind: 'INSERT', after: { a: value } }),
      recordOf({ seq: 2, key: 'b' }),
    ]

    const response = invoke(records, { deadlineAtMs: clock.now() + 2_000 })
    await reactionsDone()
    await clock.advance(1_000)

    expect(await response).toEqual([1])
    expect(others).toEqual([1, 2])
  })

  it('whose object holds something else is damaged, not believed', async () => {
    const store = memoryBlobStore()
    const { value, key } = await offloaded(text('big'), store)
    // As long as the true content and as well compressed, so that nothing but its digest tells.
    await store.put(key, compressed(plainBytesOf(text('bag')).bytes))
    const { invoke, parked } = functionOf([reading(after => after['a'], [])], { blobs: store })

    expect(await invoke([recordOf({ seq: 1, kind: 'INSERT', after: { a: value } })])).toEqual([])

    expect((await parked()).map(({ reason }) => reason.code)).toEqual(['blob.damaged'])
  })

  it('is parked where no blob store was given', async () => {
    const { value } = await offloaded(text('big'), memoryBlobStore())
    const { invoke, parked } = functionOf([reading(after => after['a'], [])])

    expect(await invoke([recordOf({ seq: 1, kind: 'INSERT', after: { a: value } })])).toEqual([])

    expect((await parked()).map(({ reason }) => reason.code)).toEqual(['blob.not-fetched'])
  })
})
