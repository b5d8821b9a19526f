import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { memoryBlobStore } from '../../adapters/memory/memory-blob-store.ts'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { everything, when } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { Processor } from '../../core/processor/processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { auditLog } from '../../processors/audit-log/audit-log.ts'
import { cacheInvalidation } from '../../processors/cache-invalidation/cache-invalidation.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { damaged, damageTo } from '../support/damage.ts'
import type { TestFunction } from '../support/pipeline.ts'
import { functionOf, recording } from '../support/pipeline.ts'
import { recordOf, seqOf } from '../support/records.ts'

const Thing = entity('Thing', { match: { type: 'THING' } })

const lines = { L: [{ M: { sku: { S: 'x' }, count: { N: '2' } } }] }
const batch = [
  recordOf({ seq: 11, key: 'a', kind: 'INSERT', after: { name: 'one', count: { N: '1' }, lines } }),
  recordOf({ seq: 12, key: 'b', kind: 'MODIFY', before: { name: 'old' }, after: { name: 'new', lines } }),
  recordOf({ seq: 13, key: 'c', kind: 'REMOVE', before: { name: 'gone', tags: { SS: ['x', 'y'] } } }),
  recordOf({ seq: 14, key: 'a', kind: 'MODIFY', before: { name: 'one' }, after: { name: 'two' } }),
]

/** Every kind of processor and of filter, and one that reads all there is. */
const processors = (seen: Map<string, number>): readonly Processor[] => [
  processor({
    name: 'reader',
    filter: everything(),
    handle: async change => {
      JSON.stringify([
        change.kind === 'REMOVE' ? {} : change.after,
        change.kind === 'INSERT' ? {} : change.before,
      ])
      const { sequenceNumber } = change
      seen.set(sequenceNumber, (seen.get(sequenceNumber) ?? 0) + 1)
      return Promise.resolve()
    },
  }),
  recording('renamed').processor,
  processor({
    name: 'picky',
    filter: when(Thing)
      .changed('name', 'lines.0.sku')
      .where({ count: { gte: 0 } }),
    handle: async () => Promise.resolve(),
  }),
  auditLog({ filter: everything(), sink: memoryAuditSink() }),
  searchIndex({
    filter: when(Thing),
    store: memorySearchStore(),
    index: 'things',
    document: ({ after }) => ({ ...after }),
  }),
  cacheInvalidation({ filter: when(Thing), cache: memoryCache(), keys: ({ key }) => [key] }),
]

/** As Lambda delivers: from the lowest reported record on, again and again. */
const delivered = async (f: TestFunction, records: readonly StreamRecord[]): Promise<number> => {
  let rest = records
  for (let tries = 1; tries <= 6; tries += 1) {
    const [lowest] = await f.invoke(rest)
    if (lowest === undefined) return tries
    rest = rest.slice(rest.findIndex(each => Number(each.dynamodb?.SequenceNumber) === lowest))
  }
  return Infinity
}

const isNamed = (record: unknown): boolean => {
  const dynamodb = (record as { dynamodb?: { SequenceNumber?: unknown } } | null)?.dynamodb
  const number = dynamodb?.SequenceNumber
  return typeof number === 'string' && number.length <= 40 && /^\d+$/.test(number)
}

/** What is nested too deeply for the engine to write is told by what it begins with. */
const jsonOf = (record: StreamRecord): string => {
  try {
    return JSON.stringify(record)
  } catch {
    return Object.keys(record.dynamodb ?? {}).join()
  }
}

const damagedBatch = fc
  .nat({ max: batch.length - 1 })
  .chain(position => fc.tuple(fc.constant(position), damageTo(batch[position]!), fc.boolean()))

describe('one malformed record', () => {
  it('is applied, filtered or parked, and its neighbours are applied once, whatever is wrong with it', async () => {
    await fc.assert(
      fc.asyncProperty(damagedBatch, async ([position, damage, hasBlobs]) => {
        const odd = damaged(batch[position]!, damage)
        const seen = new Map<string, number>()
        const f = functionOf(processors(seen), hasBlobs ? { blobs: memoryBlobStore() } : {})
        const records = batch.map((record, index) => (index === position ? odd : record))

        if (!isNamed(odd)) {
          await expect(f.invoke(records)).rejects.toMatchObject({ code: 'record.unnamed' })
          return
        }
        expect(await delivered(f, records)).toBeLessThanOrEqual(6)
        for (const [index, { dynamodb }] of batch.entries()) {
          if (index !== position) expect(seen.get(dynamodb?.SequenceNumber ?? '')).toBe(1)
        }
        const parked = await f.parked()
        const seenOdd = seen.get(odd.dynamodb?.SequenceNumber ?? '') ?? 0
        expect(seenOdd + parked.length).toBeGreaterThan(0)
        for (const { processor: name, record, key } of parked) {
          // A type that is not known yet is found by whoever reads it, and changes that coalesce share one fate.
          const isOfItsGroup = name === 'search-index' && key === 'a'
          if (!isOfItsGroup) expect(jsonOf(record)).toBe(jsonOf(odd))
        }
      }),
      { numRuns: 200 },
    )
  })

  it.each<[string, unknown]>([
    ['no ARN', undefined],
    ['a text', 'a text'],
    ['the ARN of a table', 'arn:aws:dynamodb:eu-central-1:111122223333:table/things'],
  ])(
    'whose eventSourceARN is %s is parked alone, where others of its batch name their stream',
    async (_, arn) => {
      const f = functionOf(processors(new Map()))
      const records = batch.map((record, index) =>
        index === 1 ? ({ ...record, eventSourceARN: arn } as StreamRecord) : record,
      )

      expect(await f.invoke(records)).toEqual([])
      expect(
        (await f.parked()).map(({ reason, sequenceNumber }) => [reason.code, Number(sequenceNumber)]),
      ).toEqual([['record.malformed', 12]])
    },
  )

  it.each<[string, Partial<NonNullable<StreamRecord['dynamodb']>> | object]>([
    ['Keys that are null', { Keys: null }],
    ['Keys that are empty', { Keys: {} }],
    ['a key that is a text', { Keys: { PK: 'x' } }],
    ['a key that is a number', { Keys: { PK: 5 } }],
    ['a key that is null', { Keys: { PK: null } }],
    ['a key without a type', { Keys: { PK: {} } }],
    ['a key of two types', { Keys: { PK: { S: 'x', N: '1' } } }],
    ['an attribute that is null', { NewImage: { PK: { S: 'b' }, note: null } }],
    ['an attribute that is a text', { NewImage: { PK: { S: 'b' }, note: 'fragile' } }],
    ['an attribute that is a number', { NewImage: { PK: { S: 'b' }, note: 5 } }],
    ['an attribute inside a list that is a text', { NewImage: { PK: { S: 'b' }, note: { L: ['x'] } } }],
    ['an image that is a text', { NewImage: 'x' }],
  ])('with %s is parked once, under its stream and SequenceNumber, at the first try', async (_, change) => {
    const seen = new Map<string, number>()
    const f = functionOf(processors(seen))
    const odd = { ...batch[1]!, dynamodb: { ...batch[1]!.dynamodb, ...change } } as StreamRecord

    const failures = await f.invoke([batch[0]!, odd, batch[2]!])

    expect(failures).toEqual([])
    expect([...seen.keys()]).toEqual([seqOf(11), seqOf(13)])
    expect(await f.parked()).toMatchObject([
      {
        processor: '(routing)',
        sequenceNumber: seqOf(12),
        streamArn: odd.eventSourceARN,
        reason: { code: 'record.malformed' },
        attempts: 1,
        record: odd,
      },
    ])
  })

  it.each([null, {}])('does not come of an image that is %j on a side that has none', async image => {
    const seen = new Map<string, number>()
    const f = functionOf(processors(seen))
    const removed = { ...batch[2]!, dynamodb: { ...batch[2]!.dynamodb, NewImage: image } } as StreamRecord

    expect(await f.invoke([removed])).toEqual([])
    expect(await f.parked()).toEqual([])
    expect(seen.get(seqOf(13))).toBe(1)
  })

  it('that nobody wants is filtered, unless it cannot be routed', async () => {
    const nothing = recording('nothing').processor
    const narrow = { ...nothing, filter: when(Thing).where({ name: 'else' }) } as Processor
    const f = functionOf([narrow])
    const odd = recordOf({ seq: 1, after: { note: 'x' as never, other: 5 as never } })

    expect(await f.invoke([odd])).toEqual([])
    expect(await f.parked()).toEqual([])
  })

  it('is reported as long as it cannot be parked, and holds up nothing else', async () => {
    const whole = memoryParkingStore()
    let isAway = true
    const parking = {
      ...whole,
      put: async (key: string, body: string) =>
        isAway ? Promise.reject(new Error('away')) : whole.put(key, body),
    }
    const seen = new Map<string, number>()
    const f = functionOf(processors(seen), { parking })
    const odd = { ...batch[1]!, dynamodb: { ...batch[1]!.dynamodb, Keys: null } } as unknown as StreamRecord
    const records = [batch[0]!, odd, batch[2]!]

    expect(await f.invoke(records)).toEqual([12])
    isAway = false
    expect(await f.invoke(records.slice(1))).toEqual([])

    expect([...seen]).toEqual([
      [seqOf(11), 1],
      [seqOf(13), 1],
    ])
    expect(await f.parked()).toHaveLength(1)
  })
})
