import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { everything } from '../../core/filter/words.ts'
import { pipeHandler } from '../../core/handler/pipe-handler.ts'
import { silentLogger } from '../../core/logger.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { registry } from '../../core/registry/define-registry.ts'
import { localMapping, recordsTo } from '../../test/support/local-mapping.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import '../../test/support/same-samples.ts'
import type { InvocationEvent } from '../ports/function-target.ts'
import { scriptedSource } from '../sources/scripted-source.ts'
import { inEnvelope } from './in-envelope.ts'
import { pipeEnvelope } from './pipe-envelope.ts'

const numbersOf = (records: readonly StreamRecord[]) =>
  records.map(({ dynamodb }) => dynamodb?.SequenceNumber)

describe('a batch that a pipe gives', () => {
  it('is the bare records, and pipeHandler’s answer names those that failed', async () => {
    const batches = fc
      .array(fc.record({ key: fc.constantFrom('a', 'b', 'c'), fails: fc.boolean() }), {
        minLength: 1,
        maxLength: 6,
      })
      .map(all => all.map(({ key, fails }, at) => ({ record: recordOf({ seq: at + 1, key }), fails })))
    await fc.assert(
      fc.asyncProperty(batches, async batch => {
        const failing = new Set(batch.flatMap(({ record, fails }) => (fails ? [record.eventID] : [])))
        const Records = batch.map(({ record }) => record)
        const watch = processor({
          name: 'watch',
          filter: everything(),
          handle: async ({ record }) =>
            failing.has(record.eventID) ? Promise.reject(new Error('no')) : Promise.resolve(),
        })
        const handler = pipeHandler(registry([watch]), {
          ledger: memoryLedgerStore(),
          parking: memoryParkingStore(),
          logger: silentLogger,
        })
        const event = pipeEnvelope.event({ Records })
        expect(event).toEqual(Records)
        const answer = await handler(event as never, {
          functionName: 'f',
          getRemainingTimeInMillis: () => 30_000,
        })
        const { batchItemFailures } = pipeEnvelope.answer(answer, { Records }) as {
          batchItemFailures: readonly { readonly itemIdentifier: string }[]
        }

        // A change waits for an earlier one of its key that failed.
        const unfinished = batch.filter(({ record: { dynamodb } }, at) =>
          batch
            .slice(0, at + 1)
            .some(
              ({ record, fails }) =>
                fails && JSON.stringify(record.dynamodb?.Keys) === JSON.stringify(dynamodb?.Keys),
            ),
        )
        expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(
          numbersOf(unfinished.map(({ record }) => record)),
        )
      }),
    )
  })

  /** Numbers of each invocation of a function that answers so at first, and with nothing then. */
  const invocations = async (first: (records: readonly StreamRecord[]) => unknown) => {
    const seen: (readonly number[])[] = []
    const source = scriptedSource(streamArn)
    source.addShard('shard-1')
    for (const record of recordsTo(3)) source.put('shard-1', record)
    const target = inEnvelope(
      {
        functionName: 'f',
        invoke: async (event: InvocationEvent) => {
          const records = event as never as readonly StreamRecord[]
          seen.push(numbersOf(records).map(Number))
          const value = seen.length === 1 ? first(records) : undefined
          return Promise.resolve({ type: 'returned', value } as const)
        },
      },
      pipeEnvelope,
    )
    await localMapping({ source, target, envelope: pipeEnvelope, settings: { BatchSize: 3 } }).drain()
    return seen
  }
  const failed = (...identifiers: readonly unknown[]): unknown => ({
    batchItemFailures: identifiers.map(itemIdentifier => ({ itemIdentifier })),
  })

  it.each<[string, (records: readonly StreamRecord[]) => unknown, readonly (readonly number[])[]]>([
    [
      'an eventID: from there on',
      records => failed(records[1]?.eventID),
      [
        [1, 2, 3],
        [2, 3],
      ],
    ],
    [
      'a number, which a pipe does not know: all of it',
      records => failed(records[1]?.dynamodb?.SequenceNumber),
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    ],
    [
      'nothing by name: all of it',
      () => failed(undefined),
      [
        [1, 2, 3],
        [1, 2, 3],
      ],
    ],
    ['none: nothing', () => failed(), [[1, 2, 3]]],
    ['text: nothing', () => 'done', [[1, 2, 3]]],
  ])('comes again where the answer names %s', async (_, first, expected) => {
    expect(await invocations(first)).toEqual(expected)
  })
})
