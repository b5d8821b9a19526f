import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import type { SimulatedClock } from '../../engine/simulated-clock.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import { everything } from '../filter/words.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import type { DispatchOptions } from './options.ts'
import { timeShareMs } from './time-shares.ts'

const never = async (): Promise<never> => new Promise(() => undefined)
const records = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]
const writtenAtMs = 1_767_225_600_000
const failing = recording('failing', () => {
  throw new Error('no luck')
}).processor

/** How long an invocation takes that has 30 s, 2 of them kept back. */
const tookMs = async (
  options: Partial<DispatchOptions>,
  batch = records,
  clock: SimulatedClock = simulatedClock(writtenAtMs),
): Promise<number> => {
  const startMs = clock.now()
  const f = functionOf([failing], { reserveMs: 2_000, ...options, clock })
  await clock.until(f.invoke(batch, { deadlineAtMs: startMs + 30_000, ...options }))
  return clock.now() - startMs
}

describe('of the time that an invocation has', () => {
  it('a ledger read gets half, without what is kept back', async () => {
    expect(await tookMs({ ledger: { ...memoryLedgerStore(), query: never } })).toBe(14_000)
  })

  it('a ledger write gets three quarters of what is left', async () => {
    expect(await tookMs({ ledger: { ...memoryLedgerStore(), add: never } })).toBe(22_500)
  })

  it('the number of a lone old record gets a quarter, without what is kept back', async () => {
    const clock = simulatedClock(writtenAtMs + 60_000)
    const writes: number[] = []
    const ledger: LedgerStore = {
      ...memoryLedgerStore(),
      add: async () => {
        writes.push(clock.now() - writtenAtMs - 60_000)
        return writes.length === 1 ? never() : Promise.resolve()
      },
    }

    await tookMs({ ledger }, records.slice(0, 1), clock)

    expect(writes).toEqual([0, 7_000])
  })

  it('parking by age gets three quarters of what is left', async () => {
    const ledger = { ...memoryLedgerStore(), add: async () => Promise.reject(new Error('throttled')) }
    const parking = { ...memoryParkingStore(), put: never }

    expect(await tookMs({ ledger, parking }, records, simulatedClock(writtenAtMs + 3_600_000))).toBe(22_500)
  })

  it('a ledger gets a tenth of a second even where nothing is left', async () => {
    const clock = simulatedClock(writtenAtMs)
    const ledger = { ...memoryLedgerStore(), query: never }

    expect(await tookMs({ ledger, deadlineAtMs: clock.now() }, records, clock)).toBe(100)
  })

  it.each([
    ['ledger read', 14_000],
    ['number of a lone run', 7_000],
    ['parking', 25_200],
    ['ledger write', 22_500],
    ['parking by age', 22_500],
    ['claim', 7_500],
  ] as const)('a %s gets its part, and a tenth of a second at least', (what, ms) => {
    const clock = simulatedClock(writtenAtMs)
    const ofMs = (leftMs: number): number =>
      timeShareMs(what, { clock, deadlineAtMs: writtenAtMs + leftMs, reserveMs: 2_000 })

    expect(ofMs(30_000)).toBe(ms)
    expect([ofMs(0), ofMs(-5_000), ofMs(100)]).toEqual([100, 100, 100])
  })

  it('what is written is kept for as long as it is told', async () => {
    const clock = simulatedClock(writtenAtMs)
    const expiries: number[] = []
    const ledger: LedgerStore = {
      ...memoryLedgerStore(),
      add: async ({ expiresAtMs }) => Promise.resolve(void expiries.push(expiresAtMs)),
    }

    await tookMs({ ledger, ledgerLifeMs: 5_000 }, records, clock)

    expect(expiries).toEqual([writtenAtMs + 5_000])
  })
})

describe('a call that the deadline cuts off', () => {
  it('counts as an attempt at the only one in it', async () => {
    const clock = simulatedClock(writtenAtMs)
    const calls: (readonly number[])[] = []
    const hanging = batchProcessor({
      name: 'hanging',
      filter: everything(),
      handle: async groups => {
        calls.push(groups.map(({ last }) => Number(last.sequenceNumber)))
        return never()
      },
    })
    const f = functionOf([hanging], { clock, maxAttempts: 2 })
    const invoke = async (): Promise<readonly number[]> =>
      clock.until(f.invoke(records.slice(0, 1), { deadlineAtMs: clock.now() + 1_000 }))

    const reported = [await invoke(), await invoke(), await invoke()]

    expect(reported).toEqual([[1], [1], []])
    expect(calls).toEqual([[1], [1]])
    expect(await f.parked()).toMatchObject([{ attempts: 2 }])
  })
})
