import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { notedLog } from '../../test/support/noted-log.ts'
import { functionOf, recording } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import { batchProcessor } from '../processor/define-processor.ts'
import type { DispatchReport } from './report.ts'
import type { ParkingStore } from '../parking/parking-store.ts'

const one = [recordOf({ seq: 1 })]
const failing = () =>
  recording('failing', () => {
    throw new Error('no luck')
  })

/** A parking place whose first puts go as these say; then all is well. */
const parkingAfter = (...first: readonly (() => Promise<never>)[]): ParkingStore => {
  const store = memoryParkingStore()
  const left = [...first]
  return { ...store, put: async (...object) => (left.shift() ?? (async () => store.put(...object)))() }
}
const refuses = async (): Promise<never> => Promise.reject(new Error('bucket gone'))
const hangs = async (): Promise<never> => new Promise(() => undefined)

describe('a change that cannot be parked', () => {
  it.each<[string, () => Promise<never>]>([
    ['the place refuses it', refuses],
    ['the place never answers', hangs],
  ])('runs once more at each try, and is parked in the end for what it failed with: %s', async (_, goes) => {
    const clock = simulatedClock()
    const { seen, processor } = failing()
    const f = functionOf([processor], { clock, maxAttempts: 2, parking: parkingAfter(goes, goes) })
    const invoke = async (): Promise<readonly number[]> =>
      clock.until(f.invoke(one, { deadlineAtMs: clock.now() + 1_000 }))

    expect([await invoke(), await invoke(), await invoke(), await invoke()]).toEqual([[1], [1], [1], []])
    expect(seen).toEqual([1, 1, 1, 1])
    expect(await f.parked()).toMatchObject([{ attempts: 2, reason: { message: 'no luck' } }])
  })

  it('is waited for nine tenths of the time, without what is kept back, and then said by its reason', async () => {
    const clock = simulatedClock()
    const startedMs = clock.now()
    const { logger, lines } = notedLog()
    const f = functionOf([failing().processor], {
      clock,
      logger,
      maxAttempts: 1,
      parking: parkingAfter(hangs),
      deadlineAtMs: startedMs + 30_000,
      reserveMs: 2_000,
    })

    expect(await clock.until(f.invoke(one))).toEqual([1])

    expect(clock.now() - startedMs).toBe(25_200)
    expect(lines.map(({ level, detail }) => [level, detail['code'], detail['parkedFor']])).toEqual([
      ['warn', 'Error', undefined],
      ['error', 'delivery.parking-failed', { code: 'Error', message: 'no luck' }],
    ])
  })

  it('for attempts that are used up comes again, for that and for nothing else', async () => {
    const clock = simulatedClock()
    const { logger, lines } = notedLog()
    const reports: DispatchReport[] = []
    const { seen, processor } = recording('hangs', hangs)
    const f = functionOf([processor], {
      clock,
      logger,
      maxAttempts: 1,
      parking: parkingAfter(refuses),
      observe: report => void reports.push(report),
    })
    const invoke = async (): Promise<readonly number[]> =>
      clock.until(f.invoke(one, { deadlineAtMs: clock.now() + 1_000 }))

    expect([await invoke(), await invoke(), await invoke()]).toEqual([[1], [1], []])
    expect(seen).toEqual([1])
    const outcomes = reports.flatMap(({ records }) => records.flatMap(each => each.outcomes))
    expect(outcomes.map(({ outcome, error }) => [outcome, error?.code])).toEqual([
      ['retry', 'delivery.deadline'],
      ['retry', 'delivery.attempts-exhausted'],
      ['parked', undefined],
    ])
    expect(lines.map(({ detail }) => detail['code'])).toEqual([
      'delivery.deadline',
      'delivery.parking-failed',
    ])
  })

  it('is one too when its parking ends after the time is up, while the ledger is still being written', async () => {
    const clock = simulatedClock()
    const [store, inner] = [memoryParkingStore(), memoryLedgerStore()]
    const parking: ParkingStore = {
      ...store,
      put: async (...object) => {
        await clock.wait(80)
        await store.put(...object)
      },
    }
    const ledger = { ...inner, add: async () => clock.wait(200) }
    const f = functionOf([failing().processor], { clock, ledger, maxAttempts: 1, parking })
    const time = { deadlineAtMs: clock.now() + 1_000, reserveMs: 950 }

    expect(await clock.until(f.invoke(one, time))).toEqual([1])
    expect(await f.parked()).toHaveLength(1)
  })

  it('is reported, with the others of its group, and what was parked of them is not tried again', async () => {
    const clock = simulatedClock()
    const { seen, processor } = failing()
    const f = functionOf([processor], { clock, maxAttempts: 1, parking: parkingAfter(refuses) })
    const two = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]

    expect(await f.invoke(two)).toEqual([1])
    expect(await f.invoke(two)).toEqual([])
    expect(seen).toEqual([1, 2, 1])
  })

  it('comes again at the next try and not before, with the others of one call parked', async () => {
    const clock = simulatedClock()
    const calls: (readonly number[])[] = []
    const hanging = batchProcessor({
      name: 'hanging',
      filter: everything(),
      coalesce: 'per-key',
      handle: async groups => {
        calls.push(groups.flatMap(({ changes }) => changes.map(each => Number(each.sequenceNumber))))
        return hangs()
      },
    })
    const f = functionOf([hanging], { clock, maxAttempts: 1, parking: parkingAfter(refuses) })
    const invoke = async (): Promise<readonly number[]> =>
      clock.until(
        f.invoke([recordOf({ seq: 1 }), recordOf({ seq: 2 })], { deadlineAtMs: clock.now() + 1_000 }),
      )

    expect([await invoke(), await invoke(), await invoke()]).toEqual([[1, 2], [1], []])
    expect(calls).toEqual([[1, 2]])
    expect((await f.parked()).map(({ sequenceNumber }) => Number(sequenceNumber)).toSorted()).toEqual([1, 2])
  })

  it('holds up what is behind it of its item', async () => {
    const { seen, processor } = failing()
    const f = functionOf([processor], { maxAttempts: 1, parking: parkingAfter(refuses) })

    expect(await f.invoke([recordOf({ seq: 1 }), recordOf({ seq: 2 })])).toEqual([1, 2])
    expect(seen).toEqual([1])
  })
})
