import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { away } from '../../test/support/pressed-sink.ts'
import { recordOf, streamArn } from '../../test/support/records.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import type { ParkingStore } from '../parking/parking-store.ts'

const writtenAtMs = 1_767_225_600_000
const hourMs = 3_600_000
const unwritable: LedgerStore = {
  ...memoryLedgerStore(),
  add: async () => Promise.reject(new Error('throttled')),
}

interface Trouble {
  readonly error?: (seq: number) => Error
  readonly ledger?: LedgerStore
  readonly parking?: ParkingStore
  /** How long parking takes. */
  readonly takesMs?: number
}

/** One try of these records, so long after they were written, with a ledger that cannot be written. */
const tried = async (
  records: readonly ReturnType<typeof recordOf>[],
  ageMs: number,
  {
    error = () => new Error('no luck'),
    ledger = unwritable,
    parking = memoryParkingStore(),
    takesMs = 0,
  }: Trouble = {},
) => {
  const startMs = writtenAtMs + ageMs
  const clock = simulatedClock(startMs)
  const { logger, lines } = notedLog()
  const { processor } = recording('failing', seq => {
    throw error(seq)
  })
  const slow: ParkingStore = {
    ...parking,
    put: async (...object) => {
      if (takesMs > 0) await clock.wait(takesMs)
      await parking.put(...object)
    },
  }
  const f = functionOf([processor], { clock, logger, ledger, parking: slow })
  const reported = await clock.until(f.invoke(records, { deadlineAtMs: startMs + 30_000 }))
  const parked = (await f.parked()).map(({ sequenceNumber }) => Number(sequenceNumber)).toSorted()
  const said = lines.map(({ detail: { code, parkedByAge, records: count } }) => [code, parkedByAge ?? count])
  return { reported, parked, said, tookMs: clock.now() - startMs }
}

const two = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]

describe('where the ledger cannot be written', () => {
  it.each([
    ['is parked once it is an hour old', hourMs, [], [1, 2]],
    ['comes again while it is younger', hourMs - 1, [1, 2], []],
  ])('a change that failed %s', async (_, ageMs, reported, parked) => {
    expect(await tried(two, ageMs)).toMatchObject({
      reported,
      parked,
      said: [
        ['Error', 2],
        ['delivery.ledger-unwritable', parked.length],
      ],
    })
  })

  it('a change that failed because its sink is away waits, however old it is', async () => {
    const error = (seq: number): Error => (seq === 1 ? away() : new Error('no luck'))

    expect(await tried(two, 100 * hourMs, { error })).toMatchObject({ reported: [1], parked: [2] })
  })

  it('only the changes of its stream go by their age', async () => {
    const other = `${streamArn.slice(0, -1)}1`
    const half: LedgerStore = {
      ...memoryLedgerStore(),
      add: async ({ partition }) =>
        partition.includes(encodeURIComponent(other))
          ? Promise.reject(new Error('throttled'))
          : Promise.resolve(),
    }

    expect(
      await tried([recordOf({ seq: 1 }), recordOf({ seq: 2, key: 'b', arn: other })], hourMs, {
        ledger: half,
      }),
    ).toMatchObject({ reported: [1], parked: [2] })
  })

  it('the changes of every stream that cannot be written go by their age', async () => {
    const other = `${streamArn.slice(0, -1)}1`

    expect(
      await tried([recordOf({ seq: 1 }), recordOf({ seq: 2, key: 'b', arn: other })], hourMs),
    ).toMatchObject({ reported: [], parked: [1, 2] })
  })

  it('a change that cannot be parked either comes again, and that is said', async () => {
    const parking = { ...memoryParkingStore(), put: async () => Promise.reject(new Error('bucket gone')) }

    expect(await tried(two, hourMs, { parking })).toMatchObject({
      reported: [1, 2],
      said: [
        ['Error', 2],
        ['delivery.ledger-unwritable', 0],
        ['delivery.parking-failed', 2],
      ],
    })
  })

  it.each([
    [1, 22_500],
    [2, 10_000],
  ])('%i that take a while to park are waited for, at most three quarters of the time', async (count, ms) => {
    const { reported, parked, tookMs } = await tried(two.slice(0, count), hourMs, { takesMs: ms - 1 })

    expect(reported).toEqual([])
    expect(parked).toHaveLength(count)
    expect(tookMs).toBe(ms - 1)
  })

  it('what takes longer to park comes again', async () => {
    const { reported, tookMs } = await tried(two, hourMs, { takesMs: 22_501 })

    expect(reported).toEqual([1, 2])
    expect(tookMs).toBe(22_500)
  })
})
