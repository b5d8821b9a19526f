import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { memoryClaimStore } from '../../adapters/memory/memory-claim-store.ts'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import { everything } from '../../core/filter/words.ts'
import type { ParkedObject } from '../../core/parking/park.ts'
import type { ParkingStore } from '../../core/parking/parking-store.ts'
import { processor } from '../../core/processor/define-processor.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { seededRandom } from '../../model/northwind/seeded-random.ts'
import { numberOf } from '../support/local-mapping.ts'
import { functionOf } from '../support/pipeline.ts'
import { recordOf, seqOf } from '../support/records.ts'
import { runShard } from './simulated-shard.ts'

const timeoutMs = 30_000
const startMs = 1_767_225_600_000

/** What a sink does with a record: it takes it, throws, or takes the process with it. */
type Behave = (
  seq: number,
  world: { readonly atMs: number; readonly die: () => Promise<never> },
) => Promise<void> | void

/** Works through a shard with Lambda's failure machine, in front of one strict sink. */
const runStrict = async (
  behave: Behave,
  {
    parking: wrap = store => store,
    count = 10,
    BatchSize = 10,
    MaximumRetryAttempts = 100,
  }: {
    readonly parking?: (inner: ParkingStore) => ParkingStore
    readonly count?: number
    readonly BatchSize?: number
    readonly MaximumRetryAttempts?: number
  } = {},
) => {
  const clock = simulatedClock(startMs)
  const inner = memoryParkingStore()
  const lasting = { claims: { store: memoryClaimStore(), newId: randomUUID }, ledger: memoryLedgerStore() }
  const sent: number[] = []
  let tries = 0
  const records = Array.from({ length: count }, (_, index) => recordOf({ seq: index + 1, key: `k${index}` }))
  const invoke = async (batch: readonly (typeof records)[number][]) => {
    const life = { isOver: false }
    const death = Promise.withResolvers<'died'>()
    const die = async (): Promise<never> => {
      life.isOver = true
      death.resolve('died')
      return new Promise(() => undefined)
    }
    const alive = async <T>(act: () => Promise<T>): Promise<T> =>
      life.isOver ? new Promise<never>(() => undefined) : act()
    const mail = processor({
      name: 'mail',
      filter: everything(),
      strict: true,
      handle: async ({ sequenceNumber }) => {
        const seq = Number(sequenceNumber)
        tries += 1
        await behave(seq, { atMs: clock.now() - startMs, die })
        sent.push(seq)
      },
    })
    const { ledger, claims } = lasting
    const f = functionOf([mail], {
      clock,
      claims: {
        ...claims,
        store: { ...claims.store, write: async (...args) => alive(async () => claims.store.write(...args)) },
      },
      ledger: { ...ledger, add: async entry => alive(async () => ledger.add(entry)) },
      parking: wrap({ ...inner, put: async (...object) => alive(async () => inner.put(...object)) }),
      blameAfterMs: 300_000,
    })
    const ended = await clock.until(
      Promise.race([f.invoke(batch, { deadlineAtMs: clock.now() + timeoutMs }), death.promise]),
    )
    if (ended === 'died')
      return { type: 'function-error', errorType: 'Runtime.ExitError', message: '' } as const
    const batchItemFailures = ended.map(number => ({ itemIdentifier: seqOf(number) }))
    return { type: 'returned', value: { batchItemFailures } } as const
  }
  const discarded = await runShard({
    records,
    clock,
    random: seededRandom(1),
    MaximumRetryAttempts,
    MaximumRecordAgeInSeconds: -1,
    BatchSize,
    invoke,
  })
  const parked: ParkedObject[] = []
  for await (const { body } of inner.list()) parked.push(JSON.parse(body) as ParkedObject)
  const numbersOf = (all: readonly ParkedObject[]) =>
    all.map(each => Number(each.sequenceNumber)).toSorted((a, b) => a - b)
  return {
    sent: sent.toSorted((a, b) => a - b),
    tries,
    discarded: discarded.map(numberOf),
    inDoubt: numbersOf(parked.filter(each => each.inDoubt !== undefined)),
    parked: numbersOf(parked.filter(each => each.inDoubt === undefined)),
  }
}

const from1To = (last: number): readonly number[] => Array.from({ length: last }, (_, index) => index + 1)

describe('a shard in front of a strict processor', () => {
  it('L20: is not given up while what is in doubt cannot be parked for a while', async () => {
    let puts = 0
    const run = await runStrict(
      seq => {
        if (seq === 4) throw new Error('who knows')
      },
      {
        parking: inner => ({
          ...inner,
          put: async (...object) =>
            (puts += 1) <= 9 ? Promise.reject(new Error('away')) : inner.put(...object),
        }),
      },
    )

    expect(run).toEqual({
      sent: from1To(10).filter(seq => seq !== 4),
      tries: 10,
      discarded: [],
      inDoubt: [4],
      parked: [],
    })
  })

  it.each([1, 3, 10])(
    'L21: parks in doubt the record that kills the function, and what it killed beside it (BatchSize %i)',
    async BatchSize => {
      const run = await runStrict(async (seq, { die }) => (seq === 7 ? die() : undefined), { BatchSize })

      expect(run.discarded).toEqual([])
      expect(run.inDoubt).toContain(7)
      expect(run.parked).toEqual([])
      // Nothing is sent twice, and what is not sent is in doubt.
      expect(new Set(run.sent).size).toBe(run.sent.length)
      expect([...new Set([...run.sent, ...run.inDoubt])].toSorted((a, b) => a - b)).toEqual(from1To(10))
      expect(run.tries).toBe(10)
    },
  )

  it('L22: outlasts an outage that says that nothing took place, and parks and sends twice nothing', async () => {
    const outageMs = 7_200_000
    const run = await runStrict(
      (_, { atMs }) => {
        if (atMs < outageMs)
          throw raise(
            sinkFaults,
            'sink.unavailable',
            { sink: 's', reason: 'ECONNREFUSED' },
            { effect: 'none' },
          )
      },
      { MaximumRetryAttempts: 200 },
    )

    expect(run).toMatchObject({ sent: from1To(10), discarded: [], inDoubt: [], parked: [] })
  })
})
