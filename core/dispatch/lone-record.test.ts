import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { manualClock, reactionsDone } from '../../test/support/manual-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { away } from '../../test/support/pressed-sink.ts'
import { recordOf } from '../../test/support/records.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import type { Processor } from '../processor/processor.ts'

const writtenAtMs = 1_767_225_600_000
const one = [recordOf({ seq: 1 })]

/** A function whose processor kills it with these records; it is invoked and never heard of again. */
const deadly = (
  ageMs = 60_000,
  ledger: LedgerStore = memoryLedgerStore(),
  beside: readonly Processor[] = [],
) => {
  const clock = manualClock(writtenAtMs + ageMs)
  const { logger, lines } = notedLog()
  const state = { isDeadly: true, isAway: false }
  const { seen, processor } = recording('deadly', async () => {
    if (state.isDeadly) await new Promise(() => undefined)
    if (state.isAway) throw away()
  })
  const f = functionOf([processor, ...beside], { clock, ledger, logger, maxAttempts: 3, ledgerLifeMs: 5_000 })
  const invoke = async (records = one): Promise<readonly number[]> =>
    f.invoke(records, { deadlineAtMs: clock.now() + 10_000 })
  const kill = async (records = one): Promise<void> => {
    void invoke(records)
    await reactionsDone()
  }
  return { clock, f, seen, invoke, kill, state, lines }
}

describe('a record that is alone in its batch', () => {
  it('is parked, and not run, once it has killed the function as often as attempts are allowed', async () => {
    const { f, seen, invoke, kill } = deadly()
    for (let kills = 0; kills < 3; kills += 1) await kill()

    expect(seen).toEqual([1, 1, 1])
    expect(await invoke()).toEqual([])
    expect(seen).toEqual([1, 1, 1])
    expect(await f.parked()).toMatchObject([
      {
        sequenceNumber: '1'.padStart(21, '0'),
        reason: { code: 'delivery.killed', message: expect.stringContaining('3') as string },
      },
    ])
  })

  it('is not given up for invocations that answered', async () => {
    const { f, seen, invoke, kill, state } = deadly()
    await kill()
    await kill()
    Object.assign(state, { isDeadly: false, isAway: true })
    for (let tries = 0; tries < 5; tries += 1) expect(await invoke()).toEqual([1])
    state.isAway = false

    expect(await invoke()).toEqual([])
    // Delivered once more, as if the answer had been lost.
    expect(await invoke()).toEqual([])
    expect(seen).toHaveLength(8)
    expect(await f.parked()).toEqual([])
  })

  it('is counted while one of its processors has not had its effect, and is parked for that one alone', async () => {
    const other = recording('other')
    const { f, seen, invoke, kill, state } = deadly(60_000, memoryLedgerStore(), [other.processor])
    Object.assign(state, { isDeadly: false, isAway: true })
    expect(await invoke()).toEqual([1])
    state.isDeadly = true
    for (let kills = 0; kills < 3; kills += 1) await kill()

    expect(await invoke()).toEqual([])
    expect([seen, other.seen]).toEqual([[1, 1, 1, 1], [1]])
    expect(await f.parked()).toMatchObject([{ processor: 'deadly', reason: { code: 'delivery.killed' } }])
  })

  it('is counted for as long as entries of the ledger are kept', async () => {
    const expiries: number[] = []
    const ledger: LedgerStore = {
      ...memoryLedgerStore(),
      add: async ({ expiresAtMs }) => Promise.resolve(void expiries.push(expiresAtMs)),
    }
    const { clock, kill } = deadly(60_000, ledger)
    await kill()

    expect(expiries).toEqual([clock.now() + 5_000])
  })

  it.each([
    ['young enough to be of this invocation', 9_999, one],
    ['not alone', 60_000, [...one, recordOf({ seq: 2, key: 'b' })]],
  ])('is not counted where it is %s', async (_, ageMs, records) => {
    const { f, seen, kill } = deadly(ageMs)
    for (let kills = 0; kills < 5; kills += 1) await kill(records)

    expect(seen.filter(seq => seq === 1)).toHaveLength(5)
    expect(await f.parked()).toEqual([])
  })

  it('is counted from the age on that is all the time of an invocation', async () => {
    const { f, seen, invoke, kill } = deadly(10_000)
    for (let kills = 0; kills < 3; kills += 1) await kill()

    expect(await invoke()).toEqual([])
    expect(seen).toHaveLength(3)
    expect(await f.parked()).toHaveLength(1)
  })

  it('runs where it cannot be counted, which is said', async () => {
    const ledger = { ...memoryLedgerStore(), add: async () => Promise.reject(new Error('throttled')) }
    const { seen, invoke, state, lines } = deadly(60_000, ledger)
    state.isDeadly = false

    expect(await invoke()).toEqual([])
    expect(seen).toEqual([1])
    expect(lines).toMatchObject([
      {
        level: 'error',
        detail: { code: 'delivery.ledger-unwritable', sequenceNumber: '1'.padStart(21, '0') },
      },
    ])
  })
})
