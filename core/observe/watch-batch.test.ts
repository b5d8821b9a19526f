import { describe, expect, it } from 'vitest'
import { simulatedClock } from '../../engine/simulated-clock.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf, seqOf, streamArn } from '../../test/support/records.ts'
import { everything } from '../filter/words.ts'
import { batchProcessor, processor } from '../processor/define-processor.ts'
import type { BatchFigures, ObservedCall, Observer, WorkEnd } from './observer.ts'
import { observers } from './observers.ts'

/** An observer, the calls that it stood around, how each ended, and the figures that it was told. */
const noting = () => {
  const [calls, ends, told]: [ObservedCall[], WorkEnd[], BatchFigures[]] = [[], [], []]
  const observer: Observer = {
    name: 'notes',
    call: async (call, run) => {
      calls.push(call)
      ends.push(await run())
    },
    figures: figures => void told.push(figures),
  }
  return { calls, ends, told, watch: observers(observer).watch }
}

describe('a watched batch', () => {
  it('is told of by its lowest and its highest number, though a call has its changes by item', async () => {
    const { calls, ends, watch } = noting()
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      coalesce: 'per-key',
      handle: async () => Promise.resolve(),
    })
    const records = ['a', 'b', 'a', 'b', 'a', 'c'].map((key, index) => recordOf({ seq: index + 1, key }))

    await functionOf([bulk], { watch }).invoke(records.slice(0, 5))
    await functionOf([bulk], { watch }).invoke(records.slice(2, 4))

    const call = { streamArn, processor: 'bulk' }
    expect(calls).toEqual([
      { ...call, firstSequenceNumber: seqOf(1), lastSequenceNumber: seqOf(5), records: 5 },
      { ...call, firstSequenceNumber: seqOf(3), lastSequenceNumber: seqOf(4), records: 2 },
    ])
    expect(ends).toEqual([{ failed: 0 }, { failed: 0 }])
  })

  it('tells records of one number apart by their keys', async () => {
    const clock = simulatedClock(1_767_225_600_000)
    const { calls, told, watch } = noting()
    const slow = processor({ name: 'slow', filter: everything(), handle: async () => clock.wait(250) })
    const records = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 1, key: 'b' })]
    const f = functionOf([slow], { clock, watch, concurrency: 1 })

    await clock.until(f.invoke(records, { deadlineAtMs: clock.now() + 60_000 }))

    expect(calls.map(call => call.records)).toEqual([1, 1])
    expect(told).toMatchObject([
      { records: 2, processors: [{ writeToEffectMs: [250, 500], callMs: [250, 250] }] },
    ])
  })

  it('tells how many of a call failed by the answers of its handler', async () => {
    const { ends, watch } = noting()
    const bulk = batchProcessor({
      name: 'bulk',
      filter: everything(),
      handle: async groups =>
        Promise.resolve(groups.map((_, at) => (at === 1 ? new Error('no') : 'applied'))),
    })

    await functionOf([bulk], { watch }).invoke([1, 2, 3].map(seq => recordOf({ seq, key: `item-${seq}` })))

    expect(ends[0]).toEqual({ failed: 1 })
  })

  it('of no record is told of as that', async () => {
    const { calls, told, watch } = noting()
    const own = processor({ name: 'own', filter: everything(), handle: async () => Promise.resolve() })

    await functionOf([own], { watch }).invoke([])

    expect(calls).toEqual([])
    expect(told).toMatchObject([
      {
        ...{ streamArn: '', firstSequenceNumber: '', lastSequenceNumber: '', records: 0 },
        processors: [{ processor: 'own', received: 0, filtered: 0 }],
      },
    ])
  })
})
