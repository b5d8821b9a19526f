import { describe, expect, it } from 'vitest'
import { numberOf, recordsTo, reported } from '../../test/support/local-mapping.ts'
import { seqOf } from '../../test/support/records.ts'
import { invokedLane, laneNowMs, laneRules, workTo } from '../../test/support/shard-lanes.ts'
import { settleInvocation } from './settle-invocation.ts'
import type { ShardLane, Work } from './shard-lane.ts'
import { newWindow } from './tumbling-window.ts'

const returned = (value: unknown) => ({ type: 'returned', value }) as const
const thrown = { type: 'function-error', errorType: 'TypeError', message: 'no' } as const

const numbers = (work: Work): readonly number[] => work.records.map(numberOf)
const inHand = ({ work }: ShardLane): readonly (readonly number[])[] => work.map(numbers)
const waiting = workTo(1)

describe('an invocation that ends', () => {
  it('with success leaves what waits behind it, and the lane free', () => {
    const { lane, result, finished, discards } = settleInvocation(
      invokedLane([workTo(3), waiting]),
      returned(null),
      laneRules(),
    )

    expect(lane).toMatchObject({ work: [waiting], isInvoked: false })
    expect({ result, discards }).toEqual({ result: 'success', discards: [] })
    expect(finished).toEqual(recordsTo(3))
  })

  it('is told of the records that it was given, not of those that wait', () => {
    const { answered } = settleInvocation(invokedLane([workTo(3), waiting]), returned(null), laneRules())

    expect(answered).toEqual(recordsTo(3).map(record => ({ record, became: 'applied' })))
    expect(settleInvocation(invokedLane([]), returned(null), laneRules()).answered).toEqual([])
  })

  it('without anything in hand changes nothing but that the lane is free', () => {
    const settled = settleInvocation(invokedLane([]), returned(reported(1)), laneRules())

    expect(settled).toMatchObject({ lane: { work: [], isInvoked: false }, result: 'success', finished: [] })
  })

  it('without having reached the function costs no try, and waits longer from time to time', () => {
    const lane = invokedLane([workTo(2, { failed: 3, unreached: 1 }), waiting])

    const settled = settleInvocation(lane, { type: 'not-invoked', message: 'throttled' }, laneRules())

    expect(settled).toMatchObject({ result: 'not-invoked', message: 'throttled', finished: [], discards: [] })
    expect(settled.lane).toMatchObject({ isInvoked: false })
    expect(settled.lane.work).toEqual([
      workTo(2, { failed: 3, unreached: 2, notBeforeMs: laneNowMs + 900 }),
      waiting,
    ])
  })
})

describe('partial progress', () => {
  it('begins the count of tries anew, and puts the rest first', () => {
    const lane = invokedLane([workTo(3, { failed: 3, unreached: 2, earlier: ['0'] }), waiting])

    const settled = settleInvocation(lane, returned(reported(3, 2)), laneRules({ MaximumRetryAttempts: 3 }))

    expect(settled).toMatchObject({ result: 'partial', finished: recordsTo(1), discards: [] })
    expect(inHand(settled.lane)).toEqual([[2, 3], [1]])
    expect(settled.lane.isInvoked).toBe(false)
    expect(settled.lane.work[0]).toMatchObject({
      failed: 0,
      unreached: 0,
      earlier: ['0', seqOf(1)],
      isRedelivery: true,
      notBeforeMs: laneNowMs + 450,
    })
  })

  it('remembers what is done also of a record without a number', () => {
    const [first, ...others] = recordsTo(3)
    const { SequenceNumber: _, ...unnumbered } = first?.dynamodb ?? {}
    const work = workTo(0, { records: [{ ...first, dynamodb: unnumbered }, ...others] })

    const { lane } = settleInvocation(invokedLane([work]), returned(reported(3)), laneRules())

    expect(lane.work).toMatchObject([{ earlier: ['', seqOf(2)] }])
  })

  it('is none where the first record is not done: that is a failed try, and no reason to halve', () => {
    const rules = laneRules({ BisectBatchOnFunctionError: true })

    const settled = settleInvocation(invokedLane([workTo(2, { failed: 1 })]), returned(reported(1)), rules)

    expect(settled).toMatchObject({
      result: 'partial',
      message: 'the first record is not done',
      finished: [],
    })
    expect(settled.bisected).toBeUndefined()
    expect(settled.lane.work).toMatchObject([{ failed: 2, notBeforeMs: laneNowMs + 900 }])
  })

  it('carries the state of the window on, which counts what is done', () => {
    const lane = invokedLane([workTo(3)], { window: newWindow(0) })
    const answer = { state: { sum: 1 }, ...(reported(3) as object) }

    const settled = settleInvocation(lane, returned(answer), laneRules({ TumblingWindowInSeconds: 60 }))

    expect(settled.lane.window).toMatchObject({ state: { sum: 1 }, count: 2 })
  })
})

describe('a failed try', () => {
  it('is repeated after a delay that doubles, before what waits', () => {
    const settled = settleInvocation(invokedLane([workTo(2, { failed: 2 }), waiting]), thrown, laneRules())

    expect(settled).toMatchObject({ result: 'failure', message: 'TypeError: no', finished: [], discards: [] })
    expect(inHand(settled.lane)).toEqual([[1, 2], [1]])
    expect(settled.lane.isInvoked).toBe(false)
    expect(settled.lane.work[0]).toMatchObject({
      failed: 3,
      notBeforeMs: laneNowMs + 1_800,
      isRedelivery: true,
    })
  })

  it.each([
    ['none is set', -1, 9_999, 0],
    ['it is not reached', 3, 2, 0],
    ['it is reached', 3, 3, 1],
    ['there are no retries', 0, 0, 1],
  ])('is the last one by its limit: %s', (_, MaximumRetryAttempts, failed, discards) => {
    const lane = invokedLane([workTo(2, { failed }), waiting])

    const settled = settleInvocation(lane, thrown, laneRules({ MaximumRetryAttempts }))

    expect(settled.discards).toHaveLength(discards)
    expect(inHand(settled.lane)).toEqual(discards === 1 ? [[1]] : [[1, 2], [1]])
    expect(settled.lane.isInvoked).toBe(false)
    expect(settled.finished).toEqual(discards === 1 ? recordsTo(2) : [])
  })

  it.each([
    ['threw', thrown, 'Unhandled'],
    ['reported', returned(reported(1)), null],
  ] as const)('that is the last one says how the function %s', (_, result, functionError) => {
    const lane = invokedLane([workTo(1, { failed: 2 })])

    const { discards } = settleInvocation(lane, result, laneRules({ MaximumRetryAttempts: 2 }))

    expect(discards).toEqual([
      { records: recordsTo(1), condition: 'RetryAttemptsExhausted', invokeCount: 3, functionError },
    ])
  })

  it('halves a batch of two or more, and never one record', () => {
    const rules = laneRules({ BisectBatchOnFunctionError: true, MaximumRetryAttempts: 0 })
    const halved = settleInvocation(invokedLane([workTo(3, { failed: 5 }), waiting]), thrown, rules)
    const single = settleInvocation(invokedLane([workTo(1)]), thrown, rules)

    expect(inHand(halved.lane)).toEqual([[1], [2, 3], [1]])
    expect(halved).toMatchObject({ result: 'failure', bisected: [1, 2], finished: [], discards: [] })
    expect(halved.lane).toMatchObject({ isInvoked: false, work: [{ failed: 0 }, { failed: 0 }, {}] })
    expect(single.discards).toHaveLength(1)
  })

  it.each([
    [
      'floor',
      'fresh',
      [
        [1, 2],
        [3, 4, 5],
      ],
      0,
    ],
    [
      'ceil',
      'inherited',
      [
        [1, 2, 3],
        [4, 5],
      ],
      4,
    ],
  ] as const)('cuts at the %s of the middle, with a %s count', (bisectCut, bisectRetries, halves, failed) => {
    const rules = laneRules({ BisectBatchOnFunctionError: true }, { bisectCut, bisectRetries })

    const { lane } = settleInvocation(invokedLane([workTo(5, { failed: 4 })]), thrown, rules)

    expect(inHand(lane)).toEqual(halves)
    expect(lane.work).toMatchObject([{ failed }, { failed }])
  })

  it('is what an answer about another batch is, and only with partial responses', () => {
    const lane = invokedLane([workTo(2)])

    expect(settleInvocation(lane, returned(reported(9)), laneRules())).toMatchObject({
      result: 'failure',
      message: `itemIdentifier ${seqOf(9)} is not in this batch`,
      lane: { work: [{ failed: 1 }] },
    })
    expect(
      settleInvocation(lane, returned(reported(9)), laneRules({ FunctionResponseTypes: [] })).result,
    ).toBe('success')
  })

  it('is an identifier of an earlier part of the batch, unless those are ignored', () => {
    const lane = invokedLane([workTo(2, { earlier: [seqOf(9)] })])
    const resultWith = (staleIdentifier: 'whole-failure' | 'ignored'): string =>
      settleInvocation(lane, returned(reported(9)), laneRules({}, { staleIdentifier })).result

    expect(resultWith('whole-failure')).toBe('failure')
    expect(resultWith('ignored')).toBe('success')
  })

  it('goes behind what waits where halves take turns', () => {
    const rules = laneRules({}, { bisectOrder: 'alternate' })

    expect(inHand(settleInvocation(invokedLane([workTo(2), waiting]), thrown, rules).lane)).toEqual([
      [1],
      [1, 2],
    ])
  })

  it('is what an answer without a state is in a window, and only there', () => {
    const rules = laneRules({ TumblingWindowInSeconds: 60 })
    const inWindow = settleInvocation(invokedLane([workTo(1)], { window: newWindow(0) }), returned({}), rules)

    expect(inWindow).toMatchObject({ result: 'failure', message: 'the response has no state' })
    expect(settleInvocation(invokedLane([workTo(1)]), returned({}), rules).result).toBe('success')
  })
})

describe('the last invocation of a window', () => {
  const window = { ...newWindow(0), count: 4 }
  const final = workTo(0, { isFinal: true })

  it('closes it', () => {
    const settled = settleInvocation(invokedLane([final], { window }), returned({ state: 1 }), laneRules())

    expect(settled).toMatchObject({ result: 'success', closesWindow: true })
    expect(settled.lane.window).toBeUndefined()
  })

  it('closes it when given up, and says which window that was', () => {
    const rules = laneRules({ MaximumRetryAttempts: 0, TumblingWindowInSeconds: 60 })

    const settled = settleInvocation(invokedLane([final], { window }), thrown, rules)

    expect(settled).toMatchObject({ closesWindow: true, discards: [{ span: { count: 4 } }] })
    expect(settled.lane.window).toBeUndefined()
  })

  it('is not the batch before it: what is given up counts into the window', () => {
    const rules = laneRules({ MaximumRetryAttempts: 0, TumblingWindowInSeconds: 60 })

    const settled = settleInvocation(invokedLane([workTo(2)], { window }), thrown, rules)

    expect(settled.lane.window).toMatchObject({ count: 6, state: {} })
    expect(settled.closesWindow).toBe(false)
  })
})
