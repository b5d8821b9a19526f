import fc from 'fast-check'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { memoryCache } from '../../adapters/memory/memory-cache.ts'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryItemSource } from '../../adapters/memory/memory-item-source.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { auditLog } from '../../processors/audit-log/audit-log.ts'
import { cacheInvalidation } from '../../processors/cache-invalidation/cache-invalidation.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { recordOf } from '../../test/support/records.ts'
import { defineFaults } from '../errors/define-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { everything } from '../filter/words.ts'
import { silentLogger } from '../logger.ts'
import type { ParkedObject } from '../parking/park.ts'
import { processor } from '../processor/define-processor.ts'
import type { Processor } from '../processor/processor.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import { registry } from '../registry/define-registry.ts'
import { attributeVersion } from '../version/attribute-version.ts'
import { ledgerVersion } from '../version/ledger-version.ts'
import { sequenceVersion } from '../version/version-strategy.ts'
import { memoryVersionCounters } from '../../adapters/memory/memory-version-counters.ts'
import { kinesisHandler } from './kinesis-handler.ts'
import type { StreamHandlerOptions } from './stream-handler-options.ts'
import { streamHandler } from './stream-handler.ts'

const context = { functionName: 'f', getRemainingTimeInMillis: () => 30_000 }
const streamArn = 'arn:aws:kinesis:eu-central-1:123456789012:stream/changes'
const numberOf = (place: number): string => `4960${String(place).padStart(52, '0')}`

const framed = (place: number, data: unknown) => ({
  eventID: `shardId-000000000006:${numberOf(place)}`,
  eventName: 'aws:kinesis:record',
  eventSource: 'aws:kinesis',
  eventSourceARN: streamArn,
  kinesis: { partitionKey: 'p', sequenceNumber: numberOf(place), data: data as string },
})

/** As DynamoDB writes a change to Kinesis: no number of the table. */
const wrapped = (place: number, record: StreamRecord, table = 'things') => {
  const { SequenceNumber: _, StreamViewType: __, ...dynamodb } = record.dynamodb ?? {}
  const { eventSourceARN: ___, eventVersion: ____, ...rest } = record
  const precision = { ApproximateCreationDateTimePrecision: 'MICROSECOND' }
  const time = { ApproximateCreationDateTime: 1_767_225_600_000_000 }
  const change = {
    ...rest,
    recordFormat: 'application/json',
    tableName: table,
    userIdentity: null,
    dynamodb: { ...dynamodb, ...time, ...precision },
  }
  return framed(place, Buffer.from(JSON.stringify(change)).toString('base64'))
}

const stores = () => ({
  ledger: memoryLedgerStore(),
  parking: memoryParkingStore(),
  logger: silentLogger,
})

const handlerOf = (processors: readonly Processor[], more: Partial<StreamHandlerOptions> = {}) => {
  const options = { ...stores(), ...more }
  const handle = kinesisHandler(registry(processors), options)
  const invoke = async (Records: readonly unknown[]): Promise<readonly string[]> =>
    (await handle({ Records } as never, context)).batchItemFailures.map(
      ({ itemIdentifier }) => itemIdentifier,
    )
  const parked = async (): Promise<readonly ParkedObject[]> => {
    const all: ParkedObject[] = []
    for await (const { body } of options.parking.list()) all.push(JSON.parse(body) as ParkedObject)
    return all
  }
  return { invoke, parked }
}

const idsIn = async (sink: ReturnType<typeof memoryAuditSink>): Promise<readonly string[]> => {
  const ids: string[] = []
  for await (const { id } of sink.entries()) ids.push(id)
  return ids
}

const indexOf = (store: ReturnType<typeof memorySearchStore>) =>
  searchIndex({
    filter: everything(),
    store,
    index: 'things',
    version: attributeVersion('_v'),
    document: ({ newImage }) => ({ name: newImage?.['name']?.['S' as never] }),
  })

/** What is in the index, by key. */
const documentsIn = async (store: ReturnType<typeof memorySearchStore>) => {
  const found: Record<string, unknown> = {}
  for await (const [id, content] of store.documents('things')) found[id] = JSON.parse(content)
  return found
}

/** The life of one item: its writes, each with the version that its writer gave it, and a removal at the end or none. */
const lifeOf = (key: string, writes: number, isRemoved: boolean, from: number): readonly StreamRecord[] => {
  const image = (version: number) => ({ _v: { N: String(version) }, name: `${key}${version}` })
  const written = Array.from({ length: writes }, (_, at) =>
    recordOf({
      seq: from + at,
      key,
      kind: at === 0 ? 'INSERT' : 'MODIFY',
      before: image(at),
      after: image(at + 1),
    }),
  )
  const removal = recordOf({ seq: from + writes, key, kind: 'REMOVE', before: image(writes) })
  return isRemoved ? [...written, removal] : written
}

const lives = fc
  .array(fc.record({ writes: fc.integer({ min: 1, max: 5 }), isRemoved: fc.boolean() }), {
    minLength: 1,
    maxLength: 3,
  })
  .map(all =>
    all.map(({ writes, isRemoved }, at) => lifeOf('abc'.charAt(at), writes, isRemoved, 100 * at + 1)),
  )

/** The records in whatever order, some twice, in batches of whatever size. */
const deliveries = lives.chain(all => {
  const records = all.flat()
  return fc
    .tuple(
      fc.shuffledSubarray(records, { minLength: records.length }),
      fc.array(fc.nat(records.length - 1), { maxLength: 6 }),
      fc.integer({ min: 1, max: 6 }),
    )
    .map(([shuffled, copies, size]) => {
      const arrived = [...shuffled, ...copies.map(at => shuffled[at]!)].map((record, place) =>
        wrapped(place + 1, record),
      )
      const batches = Array.from({ length: Math.ceil(arrived.length / size) }, (_, at) =>
        arrived.slice(at * size, (at + 1) * size),
      )
      return { records, batches }
    })
})

/** What an index of the stream itself, in order, comes to. */
const byStream = async (records: readonly StreamRecord[]) => {
  const [store, sink] = [memorySearchStore(), memoryAuditSink()]
  const processors = [indexOf(store), auditLog({ filter: everything(), sink })]
  await streamHandler(registry(processors), stores())({ Records: records }, context)
  return { documents: await documentsIn(store), entries: (await idsIn(sink)).length }
}

describe('a function on Kinesis', () => {
  it('comes to what it comes to on the stream, in whatever order, however often and in whatever batches', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ records, batches }) => {
        const [store, sink] = [memorySearchStore(), memoryAuditSink()]
        const { invoke, parked } = handlerOf([indexOf(store), auditLog({ filter: everything(), sink })])

        for (const batch of batches) expect(await invoke(batch)).toEqual([])

        expect(await parked()).toEqual([])
        const wanted = await byStream(records)
        expect(await documentsIn(store)).toEqual(wanted.documents)
        expect(await idsIn(sink)).toHaveLength(wanted.entries)
        expect(wanted.entries).toBe(records.length)
      }),
      { numRuns: 60 },
    )
  })

  it('never goes back to an older change when only some were applied before a redelivery', async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, fc.nat(), async ({ records, batches }, drawn) => {
        const store = memorySearchStore()
        const all = batches.flat()
        const failing = records[drawn % records.length]?.eventID
        let isDown = true
        const other = processor({
          name: 'other',
          filter: everything(),
          handle: async ({ record }) =>
            isDown && record.eventID === failing ? Promise.reject(new Error('away')) : Promise.resolve(),
        })
        const { invoke } = handlerOf([indexOf(store), other], { blameAfterMs: 1_000_000 })
        const reported = await invoke(all)
        isDown = false
        const from = all.findIndex(({ kinesis }) => kinesis.sequenceNumber === reported[0])

        expect(await invoke(all.slice(from))).toEqual([])

        expect(await documentsIn(store)).toEqual((await byStream(records)).documents)
      }),
      { numRuns: 40 },
    )
  })

  it('does not pass over a change that arrived before one which is applied, for it may be the later write', async () => {
    const store = memorySearchStore()
    const never = processor({
      name: 'never',
      filter: everything(),
      handle: async () => Promise.reject(new Error('away')),
    })
    const { invoke } = handlerOf([indexOf(store), never], { blameAfterMs: 1_000_000 })
    const [first, second] = lifeOf('a', 2, false, 1)
    const [later, earlier] = [wrapped(1, second!), wrapped(2, first!)]

    expect(await invoke([earlier])).toEqual([numberOf(2)])
    expect(await documentsIn(store)).toEqual({ a: { name: 'a1' } })
    expect(await invoke([later, earlier])).toEqual([numberOf(1), numberOf(2)])

    expect(await documentsIn(store)).toEqual({ a: { name: 'a2' } })
  })

  it('reports by the number of Kinesis, lowest first, from the first of an item that failed on', async () => {
    const shape = fc.array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), fails: fc.boolean() }), {
      minLength: 1,
      maxLength: 10,
    })
    await fc.assert(
      fc.asyncProperty(shape, fc.constantFrom('things', 'others'), async (all, second) => {
        const failing = new Set(all.flatMap(({ fails }, at) => (fails ? [`event-${at + 1}`] : [])))
        const own = processor({
          name: 'own',
          filter: everything(),
          handle: async ({ record }) =>
            failing.has(record.eventID ?? '') ? Promise.reject(new Error('no')) : Promise.resolve(),
        })
        const tableAt = (at: number): string => (at % 2 === 0 ? 'things' : second)
        const blocked = new Set<string>()
        const expected = all.flatMap(({ key, fails }, at) => {
          const item = `${tableAt(at)} ${key}`
          if (fails) blocked.add(item)
          return blocked.has(item) ? [numberOf(at + 1)] : []
        })

        const reported = await handlerOf([own]).invoke(
          all.map(({ key }, at) => wrapped(at + 1, recordOf({ seq: at + 1, key }), tableAt(at))),
        )

        expect(reported).toEqual(expected)
      }),
    )
  })

  it('fails as a whole where the changes of one table stop it, once those of the others are through', async () => {
    const faults = defineFaults({
      'test.stopped': { disposition: 'stop', message: () => 'nothing goes on', remedy: 'None.' },
    })
    const done: string[] = []
    const own = processor({
      name: 'own',
      filter: everything(),
      handle: async ({ record }) => {
        if (record.eventID === 'event-1') throw raise(faults, 'test.stopped', {})
        await new Promise(resolve => setImmediate(resolve))
        done.push(record.eventID ?? '')
      },
    })
    const batch = ['things', 'others'].map((table, at) => wrapped(at + 1, recordOf({ seq: at + 1 }), table))

    await expect(handlerOf([own]).invoke(batch)).rejects.toMatchObject({ code: 'test.stopped' })
    expect(done).toEqual(['event-2'])
  })

  it('repeats no finished effect when a batch comes again, and tells each change once by its eventID', async () => {
    const seen: string[] = []
    let isDown = true
    const own = processor({
      name: 'own',
      filter: everything(),
      handle: async ({ record }) => {
        if (isDown && record.eventID === 'event-2') return Promise.reject(new Error('no'))
        seen.push(record.eventID ?? '')
        return Promise.resolve()
      },
    })
    const sink = memoryAuditSink()
    const { invoke } = handlerOf([own, auditLog({ filter: everything(), sink })])
    const batch = [1, 2, 3].map(seq => wrapped(seq, recordOf({ seq, key: `k${seq}` })))

    expect(await invoke(batch)).toEqual([numberOf(2)])
    isDown = false
    expect(await invoke(batch)).toEqual([])
    // The same change under another number of Kinesis.
    expect(await invoke([wrapped(9, recordOf({ seq: 1, key: 'k1' }))])).toEqual([])

    expect(seen).toEqual(['event-1', 'event-3', 'event-2', 'event-1'])
    expect(await idsIn(sink)).toHaveLength(3)
  })
})

const asData = (text: string | Uint8Array): string => Buffer.from(text).toString('base64')
const aggregate = Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 10, 1, 97])
const change = { eventSource: 'aws:dynamodb', tableName: 'things', eventID: 'e', dynamodb: {} }

describe('what is no change of a table', () => {
  it.each([
    ['no data', undefined, 'it is missing'],
    ['bad base64', 'e30', 'it is no base64'],
    ['bad JSON', asData('{'), 'it is no JSON'],
    ['bytes that are no text', asData(Buffer.from([0x22, 0xff, 0x22])), 'it is no JSON'],
    [
      'records that the KPL aggregated',
      asData(aggregate),
      'it is aggregated by the Kinesis Producer Library',
    ],
    ['gzip', asData(gzipSync('{}')), 'it is compressed by gzip'],
    ['a list', asData('[]'), 'it is a list'],
    ['another producer', asData('{"order":1}'), 'its eventSource is missing'],
    ['no table', asData(JSON.stringify({ ...change, tableName: '' })), 'its tableName is ""'],
    ['no eventID', asData(JSON.stringify({ ...change, eventID: null })), 'its eventID is null'],
    ['no change', asData(JSON.stringify({ ...change, dynamodb: [] })), 'its dynamodb is a list'],
  ])('is parked by name, whole, and its neighbours go on: %s', async (_, data, problem) => {
    const sink = memoryAuditSink()
    const { invoke, parked } = handlerOf([auditLog({ filter: everything(), sink })])

    expect(await invoke([framed(1, data), wrapped(2, recordOf({ seq: 2 }))])).toEqual([])

    expect(await idsIn(sink)).toHaveLength(1)
    expect(await parked()).toMatchObject([
      {
        processor: '(routing)',
        sequenceNumber: numberOf(1),
        reason: { code: 'kinesis.unreadable', message: expect.stringContaining(problem) as string },
        record: { kinesis: JSON.parse(JSON.stringify({ data })) as object },
      },
    ])
  })

  it.each([
    ['a stream of a table', recordOf({ seq: 1 })],
    ['no ARN', { ...framed(1, ''), eventSourceARN: undefined }],
    ['no number', { ...framed(1, ''), kinesis: { data: '' } }],
    ['no record', null],
  ])('fails the batch as a whole where it is none of Kinesis: %s', async (_, record) => {
    const { invoke, parked } = handlerOf([])

    await expect(invoke([record])).rejects.toMatchObject({ code: 'kinesis.no-records' })
    expect(await parked()).toEqual([])
  })

  it.each([undefined, 'text', {}])('refuses %j in place of Records', async Records => {
    await expect(handlerOf([]).invoke(Records as never)).rejects.toMatchObject({
      code: 'kinesis.no-records',
    })
  })
})

describe('what needs the order of a stream', () => {
  const store = memorySearchStore()
  const base = { filter: everything(), store, index: 'i', document: () => ({}) }
  const state = {
    name: 'state',
    filter: everything(),
    sink: 'state',
    handle: async () => Promise.resolve(),
  } as const
  const byId = searchIndex({ ...base, version: attributeVersion('_v'), id: ({ key }) => `x${key}` })
  const items = memoryItemSource()
  const start = (each: Processor, more: Partial<StreamHandlerOptions> = {}) => handlerOf([each], more)

  it.each([
    ['versions of the stream', searchIndex(base)],
    ['versions of an epoch', searchIndex({ ...base, version: sequenceVersion({ epoch: 16 }) })],
    ['counters', searchIndex({ ...base, version: ledgerVersion({ counters: memoryVersionCounters() }) })],
    ['ids of images', byId],
  ])('is refused at start without a refresh, and taken with one: %s', (_, each) => {
    expect(() => start(each)).toThrow(expect.objectContaining({ code: 'kinesis.unordered' }) as Error)
    expect(() => start(each)).toThrow('attributeVersion(...)')
    expect(() => start(each, { items })).not.toThrow()
  })

  it('is a state of one’s own, unless it says that it is not', () => {
    expect(() => start(processor(state), { items })).toThrow('Say anyOrder: true')
    expect(() => start(processor({ ...state, anyOrder: true }))).not.toThrow()
  })

  it('is what must not happen twice', () => {
    const strict = processor({ ...state, sink: 'events', strict: true })
    expect(() => start(strict, { claims: memoryClaimStore() })).toThrow('it is strict')
  })

  it('is neither an index of versions that items carry nor a cache', () => {
    const cache = cacheInvalidation({ filter: everything(), cache: memoryCache(), keys: ({ key }) => [key] })
    expect(() => start(cache)).not.toThrow()
    expect(() => start(searchIndex({ ...base, version: attributeVersion('_v') }))).not.toThrow()
  })
})

describe('an index that is refreshed', () => {
  it.each([
    ['versions of the stream', sequenceVersion()],
    ['versions of an epoch', sequenceVersion({ epoch: 16 })],
  ])('ends at what the items are, with %s', async (_, version) => {
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ records, batches }) => {
        const store = memorySearchStore()
        const now = new Map(
          records.map(({ dynamodb }) => [JSON.stringify(dynamodb?.Keys), dynamodb?.NewImage]),
        )
        const items = {
          read: async ({ keys }: { readonly keys: object }) => Promise.resolve(now.get(JSON.stringify(keys))),
        }
        const each = searchIndex({
          filter: everything(),
          store,
          index: 'things',
          version,
          document: ({ newImage }) => ({ name: newImage?.['name']?.['S' as never] }),
        })
        const { invoke, parked } = handlerOf([each], { items })

        for (const batch of batches) expect(await invoke(batch)).toEqual([])

        expect(await parked()).toEqual([])
        expect(await documentsIn(store)).toEqual((await byStream(records)).documents)
      }),
      { numRuns: 25 },
    )
  })
})
