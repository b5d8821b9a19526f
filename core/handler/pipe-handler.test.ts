import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { recordOf } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import { silentLogger } from '../logger.ts'
import { processor } from '../processor/define-processor.ts'
import type { ArrivedEvent } from '../record/arrived-event.ts'
import { registry } from '../registry/define-registry.ts'
import { pipeHandler } from './pipe-handler.ts'
import { streamHandler } from './stream-handler.ts'

const context = { functionName: 'f', getRemainingTimeInMillis: () => 30_000 }

const stores = () => ({ ledger: memoryLedgerStore(), parking: memoryParkingStore(), logger: silentLogger })

/** A pipe's target that fails at the changes with these numbers, and which changes it was given. */
const target = (failing: ReadonlySet<string>) => {
  const done: string[] = []
  const own = processor({
    name: 'own',
    filter: everything(),
    handle: async ({ sequenceNumber }) => {
      if (failing.has(sequenceNumber)) return Promise.reject(new Error('no'))
      done.push(sequenceNumber)
      return Promise.resolve()
    },
  })
  return { done, handler: pipeHandler(registry([own]), stores()) }
}

const batches = fc.record({
  keys: fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 12 }),
  fails: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  ids: fc.uniqueArray(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 12, maxLength: 12 }),
  order: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
  copied: fc.nat(11),
})

describe('the target of a pipe', () => {
  it('reports by eventID, lowest first, each change from the first of its item on that failed', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async ({ keys, fails, ids, order, copied }) => {
        const records = keys.map((key, index) => ({
          ...recordOf({ seq: index + 1, key }),
          eventID: ids[index]!,
        }))
        const numbers = records.map(({ dynamodb }) => dynamodb!.SequenceNumber!)
        const failing = new Set(numbers.filter((_, index) => fails[index]))
        const blocked = new Set<string>()
        const expected = keys.flatMap((key, index) => {
          if (fails[index] === true) blocked.add(key)
          return blocked.has(key) ? [ids[index]] : []
        })
        const arrived = [...records, ...records.slice(copied, copied + 1)]
          .map((record, index) => ({ record, at: order[index] ?? 0 }))
          .toSorted((one, other) => one.at - other.at)
          .map(({ record }) => record)
        const { handler, done } = target(failing)

        const { batchItemFailures } = await handler(arrived, context)

        expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(expected)
        expect(done).toHaveLength(keys.length - expected.length)
      }),
    )
  })

  it.each([undefined, null, '', 7])(
    'fails as a whole where a record that failed has the eventID %s',
    async id => {
      const record = recordOf({ seq: 1 })
      const { handler } = target(new Set([record.dynamodb!.SequenceNumber!]))

      const refused = handler([{ ...record, eventID: id }] as ArrivedEvent['Records'], context)

      await expect(refused).rejects.toMatchObject({ code: 'record.event-id-missing' })
    },
  )

  it.each([{ Records: [recordOf({ seq: 1 })] }, undefined, 'text'])(
    'refuses %j, which is no batch of a pipe',
    async event => {
      const { handler } = target(new Set())

      await expect(handler(event as never, context)).rejects.toMatchObject({
        code: 'delivery.no-pipe-records',
      })
    },
  )

  it('has a sister that fails as a whole at what Lambda reads out of Kinesis', async () => {
    const kinesis = { sequenceNumber: '1'.repeat(56), partitionKey: 'p', data: 'e30=' }
    const Records = [{ eventID: 'shardId-0:1', eventSource: 'aws:kinesis', kinesis }]
    const handler = streamHandler(registry([]), stores())

    await expect(handler({ Records }, context)).rejects.toMatchObject({ code: 'record.unnamed' })
  })

  it('fails as a whole at what a pipe reads out of Kinesis, which has no number of the table', async () => {
    const record = { eventID: 'shardId-0:1', eventSource: 'aws:kinesis', sequenceNumber: '1', data: 'e30=' }
    const { handler, done } = target(new Set())

    await expect(handler([record], context)).rejects.toMatchObject({ code: 'record.unnamed' })
    expect(done).toEqual([])
  })
})
