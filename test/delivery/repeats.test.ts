import { describe, expect, it } from 'vitest'
import { memoryLedgerStore } from '../../adapters/memory/memory-ledger-store.ts'
import { memoryParkingStore } from '../../adapters/memory/memory-parking-store.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import { manualClock } from '../support/manual-clock.ts'
import { functionOf, recording } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'

/** Fails the given numbers in the given tries, counted per number from 1. */
const failing =
  (plan: Readonly<Record<number, readonly number[]>>) =>
  (seq: number, tries: number): void => {
    if (plan[seq]?.includes(tries) === true) throw new Error(`try ${tries} at ${seq}`)
  }

const three = ['a', 'b', 'c'].map((key, index) => recordOf({ seq: index + 1, key }))

describe('delivery repeats nothing that a response was given for', () => {
  it('L9: remembers what other processors did with the lowest record', async () => {
    const bad = recording('bad', failing({ 1: [1] }))
    const good = recording('good')
    const f = functionOf([bad.processor, good.processor])

    const reported = await f.invoke(three)
    await f.invoke(three)

    expect(reported).toEqual([1])
    expect(good.seen).toEqual([1, 2, 3])
    expect(bad.seen).toEqual([1, 2, 3, 1])
  })

  it('L10: still knows at the third try what the first one did', async () => {
    const all = recording('all', failing({ 1: [1], 2: [1, 2] }))
    const f = functionOf([all.processor])

    const reported = [await f.invoke(three), await f.invoke(three), await f.invoke(three.slice(1))]

    expect(reported).toEqual([[1, 2], [2], []])
    expect(all.seen.filter(seq => seq === 3)).toEqual([3])
  })

  it('L11: a late writer erases no facts', async () => {
    const ledger = memoryLedgerStore()
    const slow = { ...ledger, held: [] as Parameters<LedgerStore['add']>[0][] }
    const late: LedgerStore = {
      ...ledger,
      add: async entry => {
        slow.held.push(entry)
        return Promise.resolve()
      },
    }
    const all = recording('all', failing({ 1: [1, 2], 2: [1] }))
    await functionOf([all.processor], { ledger: late }).invoke(three)
    const second = functionOf([all.processor], { ledger })
    await second.invoke(three)
    for (const entry of slow.held) await ledger.add(entry)

    const reported = await second.invoke(three)

    expect(reported).toEqual([])
    expect(all.seen.filter(seq => seq === 2)).toHaveLength(2)
    expect(all.seen.filter(seq => seq === 3)).toHaveLength(2)
  })

  it('L12: finds its facts when the response was lost and the batch comes from its first record', async () => {
    const all = recording('all', failing({ 2: [1] }))
    const f = functionOf([all.processor])
    await f.invoke(three)

    const reported = await f.invoke(three)

    expect(reported).toEqual([])
    expect(all.seen).toEqual([1, 2, 3, 2])
  })

  it('L13: finds its facts when age or a bisect took the record away that they were written for', async () => {
    const all = recording('all', failing({ 2: [1] }))
    const f = functionOf([all.processor])
    await f.invoke(three)

    const reported = await f.invoke(three.slice(2))

    expect(reported).toEqual([])
    expect(all.seen).toEqual([1, 2, 3])
  })

  it('L15: parking twice is parking once', async () => {
    const parking = memoryParkingStore()
    const poison = (): ReturnType<typeof functionOf> =>
      functionOf(
        [
          recording('all', () => {
            throw raise(sinkFaults, 'sink.rejected', { sink: 'test', id: '1', reason: 'no' })
          }).processor,
        ],
        // Each with a ledger of its own: the first one crashed before it wrote.
        { parking, ledger: memoryLedgerStore() },
      )
    await poison().invoke([recordOf({ seq: 1 })])

    await poison().invoke([recordOf({ seq: 1 })])

    const keys: string[] = []
    for await (const { key } of parking.list()) keys.push(key)
    expect(keys).toHaveLength(1)
  })

  it('L16: runs nothing while it cannot know what has run', async () => {
    const all = recording('all')
    const ledger = { ...memoryLedgerStore(), query: async () => Promise.reject(new Error('throttled')) }

    const reported = await functionOf([all.processor], { ledger }).invoke(three)

    expect(reported).toEqual([1, 2, 3])
    expect(all.seen).toEqual([])
  })

  it('returns its response although the ledger cannot be written', async () => {
    const all = recording('all', failing({ 2: [1] }))
    const ledger = { ...memoryLedgerStore(), add: async () => Promise.reject(new Error('throttled')) }

    const clock = manualClock()

    const reported = await functionOf([all.processor], { ledger, clock }).invoke(three)

    expect(reported).toEqual([2])
  })
})
