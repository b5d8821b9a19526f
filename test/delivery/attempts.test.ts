import { describe, expect, it } from 'vitest'
import { memorySearchStore } from '../../adapters/memory/memory-search-store.ts'
import { entity } from '../../core/entity/define-entity.ts'
import { everything, when } from '../../core/filter/words.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import { searchIndex } from '../../processors/search-index/search-index.ts'
import { manualClock, reactionsDone } from '../support/manual-clock.ts'
import { functionOf, recording } from '../support/pipeline.ts'
import { recordOf } from '../support/records.ts'

const numbersOf = (objects: readonly { readonly sequenceNumber: string }[]): readonly number[] =>
  objects.map(({ sequenceNumber }) => Number(sequenceNumber)).sort((a, b) => a - b)

describe('attempts and parking', () => {
  it('L17: a coalesced group reaches its limit although newer changes keep joining it', async () => {
    const broken = batchProcessor({
      name: 'broken',
      filter: everything(),
      sink: 'state',
      coalesce: 'last-image',
      handle: async groups => Promise.resolve(groups.map(() => new Error('no'))),
    })
    const f = functionOf([broken])
    const records = [1, 2, 3, 4, 5].map(seq => recordOf({ seq }))

    const reported: (readonly number[])[] = []
    for (let size = 1; size <= 5; size += 1) reported.push(await f.invoke(records.slice(0, size)))

    expect(reported).toEqual([[1], [1, 2], [1, 2, 3], [1, 2, 3, 4], []])
    expect(numbersOf(await f.parked())).toEqual([1, 2, 3, 4, 5])
  })

  it('L18: counts no attempt for a change that waits behind a failed one', async () => {
    const all = recording('all', seq => {
      if (seq === 1) throw new Error('always')
    })
    const f = functionOf([all.processor])
    const records = [recordOf({ seq: 1 }), recordOf({ seq: 2 })]

    for (let tries = 1; tries <= 5; tries += 1) await f.invoke(records)

    expect(numbersOf(await f.parked())).toEqual([1])
    expect(all.seen).toEqual([1, 1, 1, 1, 1, 2])
  })

  it('L18: counts no attempt for what never started, and one for what the deadline cut off', async () => {
    const clock = manualClock()
    const hanging = recording('hanging', async () => new Promise(() => undefined))
    const f = functionOf([hanging.processor], { clock, concurrency: 1, maxAttempts: 2 })
    const records = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]
    const cutOff = async (): Promise<readonly number[]> => {
      const response = f.invoke(records, { deadlineAtMs: clock.now() + 1_000 })
      await reactionsDone()
      await clock.advance(1_000)
      return response
    }

    const reported = [await cutOff(), await cutOff(), await cutOff()]

    expect(reported).toEqual([[1, 2], [1, 2], [2]])
    expect(numbersOf(await f.parked())).toEqual([1])
    expect(hanging.seen).toEqual([1, 1, 2])
  })

  it('L19: starts with the lowest record, and with all of its lanes, however little time there is', async () => {
    const clock = manualClock()
    const started: string[] = []
    const slow = ['p', 'q', 'r'].map(
      name =>
        recording(name, async seq => {
          started.push(`${name}${seq}`)
          await clock.wait(900)
        }).processor,
    )
    const f = functionOf(slow, { clock, concurrency: 1, deadlineAtMs: clock.now() + 1_000 })

    const response = f.invoke([recordOf({ seq: 2, key: 'b' }), recordOf({ seq: 1, key: 'a' })])
    await reactionsDone()
    await clock.advance(900)
    await clock.advance(100)

    expect(await response).toEqual([2])
    expect(started.slice(0, 3)).toEqual(['p1', 'q1', 'r1'])
  })

  it('L23: a call that fails as a whole blames nobody, and the next try finds the one', async () => {
    const calls: (readonly number[])[] = []
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      handle: async groups => {
        const numbers = groups.map(({ last }) => Number(last.sequenceNumber))
        calls.push(numbers)
        return numbers.includes(2) ? Promise.reject(new Error('400 for all')) : Promise.resolve()
      },
    })
    const f = functionOf([bulk])
    const records = ['a', 'b', 'c'].map((key, index) => recordOf({ seq: index + 1, key }))

    const reported = [await f.invoke(records), await f.invoke(records)]
    for (let tries = 2; tries <= 5; tries += 1) reported.push(await f.invoke(records.slice(1)))

    expect(reported).toEqual([[1, 2, 3], [2], [2], [2], [2], []])
    expect(calls.slice(0, 4)).toEqual([[1, 2, 3], [1], [2], [3]])
    expect(numbersOf(await f.parked())).toEqual([2])
  })

  it('L24: an item that was deleted does not come back with its older insert', async () => {
    const store = memorySearchStore()
    const Thing = entity('Thing', { match: { type: 'THING' } })
    const index = searchIndex({
      filter: when(Thing),
      store,
      index: 'things',
      document: () => ({ there: true }),
    })
    const other = recording('other', (seq, tries) => {
      if (seq === 1 && tries === 1) throw new Error('once')
    })
    const f = functionOf([index, other.processor])
    const records = [
      recordOf({ seq: 1, key: 'b' }),
      recordOf({ seq: 2, key: 'a', kind: 'INSERT' }),
      recordOf({ seq: 3, key: 'a', kind: 'REMOVE' }),
    ]
    await f.invoke(records)

    await f.invoke(records)

    const ids: string[] = []
    for await (const [id] of store.documents('things')) ids.push(id)
    expect(ids).toEqual(['b'])
  })
})
