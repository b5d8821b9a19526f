import { describe, expect, it } from 'vitest'
import { numberOf, recordsTo } from '../../test/support/local-mapping.ts'
import { recordOf } from '../../test/support/records.ts'
import { laneNowMs, laneRules, workTo } from '../../test/support/shard-lanes.ts'
import type { EngineChoices } from './choices.ts'
import type { ShardLane, Work } from './shard-lane.ts'
import { emptyLane } from './shard-lane.ts'
import { start } from './start.ts'
import { newWindow } from './tumbling-window.ts'

/** Starts a lane so long after its records were made. */
const startAfter = (
  ms: number,
  state: Partial<ShardLane>,
  settings: Parameters<typeof laneRules>[0] = {},
  choices: Partial<EngineChoices> = {},
) => {
  const rules = laneRules(settings, choices)
  return start({ ...emptyLane, ...state }, { ...rules, nowMs: laneNowMs + ms }, rules.place)
}
const numbers = (work: Work | undefined): readonly number[] | undefined => work?.records.map(numberOf)

/** Record 1 a minute older than record 2. */
const [, second] = recordsTo(2)
const first = recordOf({ seq: 1, key: 'k1' })
const older = {
  ...first,
  dynamodb: { ...first.dynamodb, ApproximateCreationDateTime: laneNowMs / 1000 - 60 },
}
const mixed = workTo(0, { records: second === undefined ? [] : [older, second] })
const minute = { MaximumRecordAgeInSeconds: 60 }

describe('the work in hand', () => {
  it('starts when its delay is over, and not before', () => {
    const work = workTo(2, { notBeforeMs: laneNowMs })

    expect(startAfter(0, { work: [work] })).toEqual({
      lane: { ...emptyLane, work: [work], isInvoked: true },
      discards: [],
      closesWindow: false,
      invoke: work,
    })
    expect(startAfter(-1, { work: [work] })).toMatchObject({ lane: { isInvoked: false }, invoke: undefined })
  })

  it('does not start twice, nor where there is none', () => {
    const nothing = { discards: [], closesWindow: false, invoke: undefined }

    expect(startAfter(0, { work: [workTo(1)], isInvoked: true })).toMatchObject(nothing)
    expect(startAfter(0, {})).toMatchObject(nothing)
  })
})

describe('records that grew too old', () => {
  it('are as old as the limit says before they go', () => {
    expect(numbers(startAfter(60_000, { work: [workTo(2)] }, minute).invoke)).toEqual([1, 2])
    expect(startAfter(60_001, { work: [workTo(2), workTo(1)] }, minute)).toMatchObject({
      discards: [{ records: recordsTo(2), condition: 'RecordAgeExceeded', invokeCount: 1 }],
      lane: { work: [workTo(1)], isInvoked: false },
      closesWindow: false,
      invoke: undefined,
    })
  })

  it('leave the younger ones behind them, which start', () => {
    const { invoke, discards, lane } = startAfter(1, { work: [mixed, workTo(1)] }, minute)

    expect(numbers(invoke)).toEqual([2])
    expect(discards).toMatchObject([{ records: [older] }])
    expect(lane).toMatchObject({ isInvoked: true, work: [{ records: [second] }, {}] })
  })

  it('are told after what was held back before them', () => {
    const untold = { records: [], condition: 'RetryAttemptsExhausted', invokeCount: 9 } as const
    const { discards, lane } = startAfter(60_001, { work: [workTo(1, { failed: 3 })], untold }, minute)

    expect(discards).toMatchObject([untold, { condition: 'RecordAgeExceeded', invokeCount: 3 }])
    expect(lane.untold).toBeUndefined()
  })

  it('go with the retention of the stream only when they have been tried', () => {
    const dayMs = 86_400_000
    const tried = workTo(1, { notBeforeMs: 1 })

    expect(startAfter(dayMs + 1, { work: [workTo(1)] }).discards).toEqual([])
    expect(startAfter(dayMs, { work: [tried] }).discards).toEqual([])
    expect(startAfter(dayMs + 1, { work: [tried] }).discards).toHaveLength(1)
    expect(startAfter(61_000, { work: [tried] }, minute).discards).toHaveLength(1)
  })

  it('do not grow old without a time', () => {
    const timeless = { ...first, dynamodb: { Keys: first.dynamodb?.Keys ?? {} } }

    expect(startAfter(9_999_999, { work: [workTo(0, { records: [timeless] })] }, minute).discards).toEqual([])
  })
})

describe('the last invocation of a window', () => {
  const final = workTo(0, { isFinal: true, notBeforeMs: 1 })
  const window = { ...newWindow(laneNowMs), last: second }
  const settings = { ...minute, TumblingWindowInSeconds: 60 }

  it('is as old as the last record of the window, and closes it when given up', () => {
    expect(startAfter(60_000, { work: [final], window }, settings).invoke).toBe(final)
    expect(startAfter(60_001, { work: [final, workTo(1)], window }, settings)).toMatchObject({
      closesWindow: true,
      invoke: undefined,
      discards: [{ records: [], condition: 'RecordAgeExceeded', span: window }],
      lane: { window: undefined, work: [workTo(1)] },
    })
  })

  it('is tried once however old it is', () => {
    const untried = { ...final, notBeforeMs: 0 }

    expect(startAfter(600_000, { work: [untried], window }, settings).invoke).toBe(untried)
  })
})

describe('what is left of a batch', () => {
  const remainder = workTo(1, { earlier: ['0'], notBeforeMs: laneNowMs })
  const buffer = recordsTo(2).map(record => ({ record, bytes: 9 }))
  const filled = (
    work: Work,
    choice: EngineChoices['partialRemainder'],
    ms = 0,
  ): readonly number[] | undefined =>
    numbers(startAfter(ms, { work: [work], buffer }, {}, { partialRemainder: choice }).lane.work[0])

  it('is filled up when it starts, where that is chosen', () => {
    expect(filled(remainder, 'refilled')).toEqual([1, 1, 2])
    expect(filled(remainder, 'alone')).toEqual([1])
    expect(filled(remainder, 'refilled', -1)).toEqual([1])
  })

  it('is none that failed, or had no earlier part', () => {
    expect(filled({ ...remainder, failed: 1 }, 'refilled')).toEqual([1])
    expect(filled({ ...remainder, earlier: [] }, 'refilled')).toEqual([1])
  })
})
