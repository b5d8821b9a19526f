import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { everything } from '../../core/filter/words.ts'
import { processor } from '../../core/processor/define-processor.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import { numberOf } from '../support/local-mapping.ts'
import { manualClock } from '../support/manual-clock.ts'
import { functionOf, recording } from '../support/pipeline.ts'
import { recordOf, seqOf } from '../support/records.ts'
import { runShard } from './simulated-shard.ts'

const timeoutMs = 30_000

/** Counts what a ledger is asked for. */
const counted = (inner: LedgerStore) => {
  const asked = { adds: 0, queries: 0 }
  const ledger: LedgerStore = {
    add: async entry => {
      asked.adds += 1
      return inner.add(entry)
    },
    query: async (...range) => {
      asked.queries += 1
      return inner.query(...range)
    },
  }
  return { ledger, asked }
}

const sharedWorld = (killer: number) => {
  const clock = simulatedClock()
  const ledger = memoryLedgerStore()
  const parking = memoryParkingStore()
  const seen: number[] = []
  const died = { resolve: (): void => undefined }
  const kills = processor({
    name: 'kills',
    filter: everything(),
    handle: async ({ sequenceNumber }) => {
      if (Number(sequenceNumber) === killer) {
        died.resolve()
        await new Promise(() => undefined)
      }
      seen.push(Number(sequenceNumber))
    },
  })
  /** A process that is gone when the killer runs: nothing after that takes place. */
  const invoke = async (records: readonly StreamRecord[]) => {
    const life = { isOver: false }
    const death = new Promise<'died'>(resolve => {
      died.resolve = () => {
        life.isOver = true
        resolve('died')
      }
    })
    const alive = async <T>(act: () => Promise<T>): Promise<T> =>
      life.isOver ? new Promise(() => undefined) : act()
    const f = functionOf([kills], {
      clock,
      parking,
      ledger: {
        add: async entry => alive(async () => ledger.add(entry)),
        query: async (...range) => ledger.query(...range),
      },
    })
    return clock.until(Promise.race([f.invoke(records, { deadlineAtMs: clock.now() + timeoutMs }), death]))
  }
  return { clock, seen, invoke, parked: functionOf([], { parking }).parked }
}

describe('a record that kills the function', () => {
  it.each([
    [7, 1],
    [7, 10],
    [1, 10],
    [10, 10],
    [4, 3],
  ])(
    'is parked alone, and its neighbours are applied (record %i, BatchSize %i)',
    async (killer, BatchSize) => {
      const { clock, seen, invoke, parked } = sharedWorld(killer)
      const records = Array.from({ length: 10 }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))

      const discarded = await runShard({
        records,
        clock,
        random: seededRandom(1),
        MaximumRetryAttempts: 100,
        MaximumRecordAgeInSeconds: -1,
        BatchSize,
        invoke: async batch => {
          const ended = await invoke(batch)
          if (ended === 'died') return { type: 'function-error', errorType: 'Runtime.ExitError', message: '' }
          const batchItemFailures = ended.map(number => ({ itemIdentifier: seqOf(number) }))
          return { type: 'returned', value: { batchItemFailures } }
        },
      })

      expect(discarded.map(numberOf)).toEqual([])
      expect(await parked()).toMatchObject([
        { sequenceNumber: seqOf(killer), reason: { code: 'delivery.killed' } },
      ])
      const others = records.map(numberOf).filter(seq => seq !== killer)
      expect([...new Set(seen)].sort((a, b) => a - b)).toEqual(others)
    },
  )

  it('is counted over invocations that answered in between', async () => {
    const clock = manualClock()
    const ledger = memoryLedgerStore()
    const parking = memoryParkingStore()
    const record = recordOf({ seq: 1 })
    const at = (): Parameters<ReturnType<typeof functionOf>['invoke']>[1] => ({
      deadlineAtMs: clock.now() + timeoutMs,
    })
    await clock.advance(timeoutMs)
    const f = (behave: () => Promise<void> | void) =>
      functionOf([recording('p', behave).processor], { clock, ledger, parking, blameAfterMs: 1e9 })
    const killed = async (): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const hang = async (): Promise<void> => {
        resolve(undefined)
        return new Promise(() => undefined)
      }
      void f(hang).invoke([record], at())
      await promise
    }
    const answered = async (): Promise<unknown> =>
      f(() => {
        throw new Error('away')
      }).invoke([record], at())

    for (const step of [killed, killed, answered, killed, answered, answered, killed]) await step()
    const before = await f(() => undefined).parked()
    await killed()
    const reported = await f(() => undefined).invoke([record], at())

    expect(before).toEqual([])
    expect(reported).toEqual([])
    expect(await f(() => undefined).parked()).toMatchObject([{ reason: { code: 'delivery.killed' } }])
  })

  it('is not one that was lost on its way back, however often', async () => {
    const clock = manualClock()
    await clock.advance(timeoutMs)
    const good = recording('good')
    const f = functionOf([good.processor], { clock })

    for (let tries = 1; tries <= 20; tries += 1)
      await f.invoke([recordOf({ seq: 1 })], { deadlineAtMs: clock.now() + timeoutMs })

    expect(await f.parked()).toEqual([])
    expect(good.seen).toEqual([1])
  })

  it.each<[string, number, number, number]>([
    ['a batch of two', 2, timeoutMs, 0],
    ['a lone record that is younger than the function’s time', 1, timeoutMs - 1_000, 0],
    ['a lone record that is older', 1, timeoutMs, 2],
  ])('costs a healthy batch one read: %s', async (_, size, ageMs, adds) => {
    const clock = manualClock()
    await clock.advance(ageMs)
    const { ledger, asked } = counted(memoryLedgerStore())
    const records = Array.from({ length: size }, (_each, index) => recordOf({ seq: index + 1 }))

    await functionOf([recording('good').processor], { clock, ledger }).invoke(records, {
      deadlineAtMs: clock.now() + timeoutMs,
    })

    expect(asked).toEqual({ adds, queries: 1 })
  })

  it.each([undefined, 0, Number.NaN, -5])('is old when it does not say how old it is (%s)', async time => {
    const { ledger, asked } = counted(memoryLedgerStore())
    const { dynamodb, ...record } = recordOf({ seq: 1 })
    const odd = { ...record, dynamodb: { ...dynamodb, ApproximateCreationDateTime: time } } as StreamRecord

    await functionOf([recording('good').processor], { clock: manualClock(), ledger }).invoke([odd])

    expect(asked.adds).toBe(2)
  })
})
