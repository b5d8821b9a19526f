import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryAuditSink } from '../../adapters/memory/memory-audit-sink.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { everything } from '../../core/filter/words.ts'
import { kinesisHandler } from '../../core/handler/kinesis-handler.ts'
import type { StreamHandlerOptions } from '../../core/handler/stream-handler-options.ts'
import { streamHandler } from '../../core/handler/stream-handler.ts'
import { silentLogger } from '../../core/logger.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { Kind, StreamRecord } from '../../core/record/stream-record.ts'
import { compareSequenceNumbers } from '../../core/record/sequence-number.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { auditLog } from '../../processors/audit-log/audit-log.ts'
import { image } from '../../test/support/arbitraries.ts'
import { localMapping } from '../../test/support/local-mapping.ts'
import { recordOf, streamArn as tableArn } from '../../test/support/records.ts'
import '../../test/support/same-samples.ts'
import type { CheckpointStore } from '../ports/checkpoint-store.ts'
import type { InvocationEvent } from '../ports/function-target.ts'
import type { ScriptedSource } from '../sources/scripted-source.ts'
import { scriptedSource } from '../sources/scripted-source.ts'
import { inEnvelope } from './in-envelope.ts'
import type { KinesisPrecision } from './kinesis-envelope.ts'
import { kinesisEnvelope } from './kinesis-envelope.ts'
import { kinesisNumber, streamNumber } from './kinesis-number.ts'
import { kinesisSource } from './kinesis-source.ts'

const streamArn = 'arn:aws:kinesis:eu-west-1:111122223333:stream/changes'
const place = { streamArn, tableName: 'things' }
const context = { functionName: 'f', getRemainingTimeInMillis: () => 30_000 }

/** As a function finds it in its event; the tests say themselves what AWS documents of it. */
interface Sent {
  readonly Records: readonly {
    readonly eventID: string
    readonly kinesis: {
      readonly data: string
      readonly sequenceNumber: string
      readonly partitionKey: string
    }
  }[]
}

const decoded = ({ kinesis: { data } }: Sent['Records'][number]): Record<string, unknown> =>
  JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as Record<string, unknown>

/** Numbers as DynamoDB gives them, and DynamoDB Local, whose begin with zeros. */
const anyNumber = fc.oneof(
  fc.bigInt({ min: 10n ** 20n, max: 10n ** 40n - 1n }).map(String),
  fc.nat().map(at => String(at).padStart(21, '0')),
)

const anyRecord = (sequenceNumber: string): fc.Arbitrary<StreamRecord> =>
  fc
    .record({
      kind: fc.constantFrom<Kind>('INSERT', 'MODIFY', 'REMOVE'),
      key: fc.string({ minLength: 1, maxLength: 3 }),
      before: image,
      after: image,
      eventID: fc.uuid(),
      isExpired: fc.boolean(),
      seconds: fc.integer({ min: 1_600_000_000, max: 1_900_000_000 }),
    })
    .map(({ kind, key, before, after, eventID, isExpired, seconds }) => {
      const record = recordOf({ seq: 1, kind, key, before, after })
      const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' }
      const { dynamodb = {} } = record
      return {
        ...record,
        eventID,
        ...(kind === 'REMOVE' && isExpired && { userIdentity }),
        dynamodb: {
          ...dynamodb,
          SequenceNumber: sequenceNumber,
          ApproximateCreationDateTime: seconds,
        },
      }
    })

const anyBatch = fc
  .uniqueArray(anyNumber, { minLength: 1, maxLength: 6 })
  .chain(numbers => fc.tuple(...numbers.toSorted(compareSequenceNumbers).map(anyRecord)))

/** The records as a mapping by Kinesis has them, read from a stream of the table. */
const byKinesis = async (records: readonly StreamRecord[]): Promise<readonly StreamRecord[]> => {
  const read = { records, nextIterator: undefined }
  const source = { ...scriptedSource(tableArn), read: async () => Promise.resolve(read) }
  return (await kinesisSource(source, place).read('')).records
}

const eventOf = (records: readonly StreamRecord[], precision: KinesisPrecision = 'MICROSECOND'): Sent =>
  kinesisEnvelope({ ...place, precision }).event({ Records: records }) as Sent

const stores = (): StreamHandlerOptions => ({
  ledger: memoryLedgerStore(),
  parking: memoryParkingStore(),
  logger: silentLogger,
})

/** What handlers of a processor of one's own are told of changes, and fails for those that are named. */
const watching = (failing: ReadonlySet<string | undefined> = new Set()) => {
  const seen: unknown[] = []
  const watch = processor({
    name: 'watch',
    filter: everything(),
    sink: 'events',
    handle: async ({ kind, key, keys, at, origin, newImage, oldImage, record }) => {
      if (failing.has(record.eventID)) throw new Error('no')
      seen.push({ kind, key, keys, at, origin, newImage, oldImage, eventID: record.eventID })
      return Promise.resolve()
    },
  })
  return { seen, processors: registry([watch]) }
}

describe('a number in the form of Kinesis’s', () => {
  it('keeps the order, belongs to one number only, and is turned back into it', () => {
    fc.assert(
      fc.property(anyNumber, anyNumber, (one, other) => {
        const [a, b] = [one, other].map(kinesisNumber) as [string, string]
        expect([a, b].map(streamNumber)).toEqual([one, other])
        expect(a).toMatch(/^49\d{54}$/)
        const order = BigInt(one) === BigInt(other) ? undefined : BigInt(one) < BigInt(other)
        if (order !== undefined) expect(a < b).toBe(order)
      }),
    )
  })
})

describe('a change that a table writes to Kinesis', () => {
  it('is to kinesisHandler what the record is to streamHandler', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyBatch,
        fc.constantFrom<KinesisPrecision>('MILLISECOND', 'MICROSECOND'),
        async (records, precision) => {
          const [straight, enveloped] = [watching(), watching()]
          await streamHandler(straight.processors, stores())({ Records: records }, context)
          const event = eventOf(await byKinesis(records), precision)
          await kinesisHandler(enveloped.processors, stores())(event, context)

          expect(straight.seen).toHaveLength(records.length)
          const inOrder = (seen: readonly unknown[]): readonly string[] =>
            seen.map(each => JSON.stringify(each))
          expect(inOrder(enveloped.seen).toSorted()).toEqual(inOrder(straight.seen).toSorted())
        },
      ),
    )
  })

  it('is named in an answer by a number that is that of its record, and of no other', async () => {
    await fc.assert(
      fc.asyncProperty(anyBatch, fc.infiniteStream(fc.boolean()), async (records, choice) => {
        const failed = records.filter(() => choice.next().value)
        const { processors } = watching(new Set(failed.map(({ eventID }) => eventID)))
        const event = eventOf(await byKinesis(records))
        const { batchItemFailures } = await kinesisHandler(processors, stores())(event, context)

        const named = batchItemFailures.map(({ itemIdentifier }) => streamNumber(itemIdentifier))
        const numbers = (of: readonly StreamRecord[]) => of.map(({ dynamodb }) => dynamodb?.SequenceNumber)
        // Later changes of a key wait for one that failed.
        expect(named).toEqual(expect.arrayContaining(numbers(failed)))
        expect(numbers(records)).toEqual(expect.arrayContaining(named))
      }),
    )
  })

  it('is recognised in an audit by the same name under which the mapping knows it', async () => {
    const records = await byKinesis([recordOf({ seq: 7, kind: 'INSERT', after: { a: 'x' } })])
    const [sent, known] = [memoryAuditSink(), memoryAuditSink()]
    const audit = (sink: typeof sent) => registry([auditLog({ filter: everything(), sink })])
    await kinesisHandler(audit(sent), stores())(eventOf(records), context)
    await streamHandler(audit(known), stores())({ Records: records }, context)
    const ids = async (sink: typeof sent): Promise<readonly string[]> => {
      const found: string[] = []
      for await (const { id } of sink.entries()) found.push(id)
      return found
    }

    expect(await ids(sent)).toEqual(await ids(known))
    expect((await ids(sent)).length).toBe(1)
  })

  it('has the form that AWS documents', async () => {
    const [record] = eventOf(
      await byKinesis([
        recordOf({ seq: 7, key: 'k', kind: 'MODIFY', before: { a: '1' }, after: { a: '2' } }),
      ]),
    ).Records
    const number = `49${'7'.padStart(52, '0')}21`

    expect(record).toEqual({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: expect.stringMatching(/^[0-9A-F]{32}$/) as string,
        sequenceNumber: number,
        data: expect.any(String) as string,
        approximateArrivalTimestamp: 1_767_225_600,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `shardId-000000000000:${number}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: 'arn:aws:iam::111122223333:role/tailrace-dev',
      awsRegion: 'eu-west-1',
      eventSourceARN: streamArn,
    })
    expect(decoded(record!)).toEqual({
      awsRegion: 'eu-west-1',
      eventID: 'event-7',
      eventName: 'MODIFY',
      userIdentity: null,
      recordFormat: 'application/json',
      tableName: 'things',
      dynamodb: {
        ApproximateCreationDateTime: 1_767_225_600_000_000,
        Keys: { PK: { S: 'k' } },
        NewImage: { PK: { S: 'k' }, type: { S: 'THING' }, a: { S: '2' } },
        OldImage: { PK: { S: 'k' }, type: { S: 'THING' }, a: { S: '1' } },
        SizeBytes: 64,
        ApproximateCreationDateTimePrecision: 'MICROSECOND',
      },
      eventSource: 'aws:dynamodb',
    })
  })
})

describe('a mapping of a table’s Kinesis stream', () => {
  const envelope = kinesisEnvelope({ ...place, precision: 'MILLISECOND' })

  /** A mapping over records 1 to 4, whose function answers as it is told. */
  const over = (
    answer: (event: Sent, call: number) => unknown,
    settings: object = {},
    before?: { readonly scripted: ScriptedSource; readonly checkpoints: CheckpointStore },
  ) => {
    const events: Sent[] = []
    const scripted = before?.scripted ?? scriptedSource(tableArn)
    if (before === undefined) scripted.addShard('shard-1')
    for (const seq of before === undefined ? [1, 2, 3, 4] : []) {
      const kind = seq === 3 ? 'REMOVE' : 'INSERT'
      scripted.put('shard-1', recordOf({ seq, key: `k${seq}`, kind, after: { n: { N: String(seq) } } }))
    }
    const target = inEnvelope(
      {
        functionName: 'f',
        invoke: async (event: InvocationEvent) => {
          events.push(event as never)
          return Promise.resolve({ type: 'returned', value: answer(event as never as Sent, events.length) })
        },
      },
      envelope,
    )
    const local = localMapping({
      source: { ...scripted, ...kinesisSource(scripted, place) },
      target,
      envelope,
      ...(before !== undefined && { checkpoints: before.checkpoints }),
      settings: { BatchSize: 4, MaximumRetryAttempts: 1, ...settings },
    })
    return { ...local, scripted, events }
  }
  const seqs = ({ Records }: Sent): readonly number[] =>
    Records.map(({ kinesis }) => Number(streamNumber(kinesis.sequenceNumber)))

  it('goes on from the lowest number of Kinesis that an answer names', async () => {
    const { drain, events } = over(({ Records }, call) => ({
      batchItemFailures:
        call === 1 ? [3, 2].map(at => ({ itemIdentifier: Records[at]?.kinesis.sequenceNumber })) : [],
    }))
    await drain()

    expect(events.map(seqs)).toEqual([
      [1, 2, 3, 4],
      [3, 4],
    ])
  })

  it('takes an eventID for no record of the batch, so that all of it comes again', async () => {
    const { drain, events } = over(({ Records }, call) => ({
      batchItemFailures: call === 1 ? [{ itemIdentifier: Records[3]?.eventID }] : [],
    }))
    await drain()

    expect(events.map(seqs)).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ])
  })

  it.each([
    ['{"data":{"eventName":["REMOVE"]}}', [[3]]],
    ['{"data":{"dynamodb":{"NewImage":{"n":{"N":["2"]}}}}}', [[2]]],
    ['{"data":{"tableName":["others"]}}', []],
    ['{"eventName":["REMOVE"]}', []],
  ])('filters by the data: %s', async (Pattern, delivered) => {
    const { drain, events } = over(() => ({ batchItemFailures: [] }), {
      FilterCriteria: { Filters: [{ Pattern }] },
    })
    await drain()

    expect(events.map(seqs)).toEqual(delivered)
  })

  it('tells of a batch that it gave up as Lambda tells of one of Kinesis', async () => {
    const { drain, onFailure } = over(({ Records }) => ({
      batchItemFailures: [{ itemIdentifier: Records[0]?.kinesis.sequenceNumber }],
    }))
    await drain()
    const [document] = onFailure.documents()
    const { payload, ...written } = envelope.discarded(document!) as { payload: string }

    expect(written).not.toHaveProperty('DDBStreamBatchInfo')
    expect(written).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        startSequenceNumber: kinesisNumber('000000000000000000001'),
        endSequenceNumber: kinesisNumber('000000000000000000004'),
        approximateArrivalOfFirstRecord: '2026-01-01T00:00:00.000Z',
        batchSize: 4,
        streamArn,
      },
    })
    expect(seqs(JSON.parse(payload) as Sent)).toEqual([1, 2, 3, 4])
  })

  it('goes on where it stood, behind the number that it has kept', async () => {
    const first = over(() => ({ batchItemFailures: [] }))
    await first.drain()
    await first.mapping.stop()
    const saved = await first.checkpoints.load('mapping-1', tableArn)
    first.scripted.put('shard-1', recordOf({ seq: 5 }))
    const again = over(() => ({ batchItemFailures: [] }), {}, first)
    await again.drain()

    expect(saved.get('shard-1')).toEqual({
      type: 'after',
      sequenceNumber: kinesisNumber('000000000000000000004'),
    })
    expect(again.events.map(seqs)).toEqual([[5]])
  })
})
