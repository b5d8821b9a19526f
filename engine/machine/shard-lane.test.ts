import { describe, expect, it } from 'vitest'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { laneNowMs, laneRules, workTo } from '../../test/support/shard-lanes.ts'
import type { AdmittedRecord, ShardLane } from './shard-lane.ts'
import { admit, emptyLane, isIdle, newWork, nextWakeMs } from './shard-lane.ts'
import { newWindow } from './tumbling-window.ts'

const records: readonly AdmittedRecord[] = recordsTo(2).map(record => ({ record, bytes: 9 }))
const discard = { records: [], condition: 'RecordAgeExceeded', invokeCount: 1 } as const

describe('a lane', () => {
  it('begins a batch without a try, due at once', () => {
    expect(newWork(recordsTo(1))).toEqual({
      batchId: '',
      part: '',
      records: recordsTo(1),
      failed: 0,
      unreached: 0,
      notBeforeMs: 0,
      isRedelivery: false,
      earlier: [],
      isFinal: false,
    })
    expect(newWork([], true).isFinal).toBe(true)
  })

  it('keeps the time of the oldest record in its buffer', () => {
    const [first, second] = records.map(record => [record])
    const one = admit(emptyLane, first ?? [], laneNowMs)

    expect(admit(one, second ?? [], laneNowMs + 5)).toMatchObject({
      buffer: records,
      bufferedAtMs: laneNowMs,
    })
    expect(admit(emptyLane, [], laneNowMs)).toBe(emptyLane)
  })

  it.each<[string, Partial<ShardLane>, number | undefined]>([
    ['of nothing', {}, undefined],
    ['of its work', { work: [workTo(1, { notBeforeMs: 7 })], bufferedAtMs: 1 }, 7],
    ['of no work under way', { work: [workTo(1, { notBeforeMs: 7 })], isInvoked: true }, undefined],
    ['of its buffer, after the window', { bufferedAtMs: 1_000, window: newWindow(0) }, 3_000],
    ['of an idle tumbling window', { window: newWindow(1_000) }, 1_000 + 60_000 + 120_000],
  ])('wakes because %s', (_, state, wakeMs) => {
    const rules = laneRules({ MaximumBatchingWindowInSeconds: 2, TumblingWindowInSeconds: 60 })

    expect(nextWakeMs({ ...emptyLane, ...state }, rules)).toBe(wakeMs)
  })

  it.each<[string, Partial<ShardLane>, boolean]>([
    ['nothing is in it', {}, true],
    ['only a window is open', { window: newWindow(0) }, true],
    ['work is in hand', { work: [workTo(1)] }, false],
    ['records wait', { buffer: records }, false],
    ['an invocation is under way', { isInvoked: true }, false],
    ['a discard is to be told', { untold: discard }, false],
  ])('is idle, or not, when %s', (_, state, idle) => {
    expect(isIdle({ ...emptyLane, ...state })).toBe(idle)
  })
})
