import { describe, expect, it } from 'vitest'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { invokedLane, laneRules, workTo } from '../../test/support/shard-lanes.ts'
import type { EngineChoices } from './choices.ts'
import type { InvocationOutcome } from './invocation-outcome.ts'
import { mergedDiscards } from './merge-discards.ts'
import type { Discard, ShardLane } from './shard-lane.ts'

const [first, second, third] = recordsTo(3)
const discardOf = (record: typeof first, invokeCount: number): Discard => ({
  records: record === undefined ? [] : [record],
  condition: 'RetryAttemptsExhausted',
  invokeCount,
})

const sibling = [workTo(1)]
const lane = (work: ShardLane['work'], untold?: Discard): ShardLane => invokedLane(work, { untold })
const ended = (
  work: ShardLane['work'],
  outcome: Partial<InvocationOutcome>,
  untold?: Discard,
): InvocationOutcome => ({
  lane: lane(work, untold),
  result: 'failure',
  finished: [],
  ...outcome,
})
const merged = (before: ShardLane, end: InvocationOutcome, choices: Partial<EngineChoices> = {}) =>
  mergedDiscards(before, end, laneRules({}, { mergeDiscards: 'neighbours', ...choices }).choices)

describe('discards of one bisected batch', () => {
  const one = discardOf(first, 4)
  const two = discardOf(second, 2)

  it.each<Partial<EngineChoices>>([{ mergeDiscards: 'none' }, { bisectOrder: 'alternate' }])(
    'are told one by one with %j',
    choices => {
      const end = ended(sibling, { discard: one, finished: one.records })

      expect(merged(lane([]), end, choices)).toMatchObject({ discards: [one], finished: one.records })
      expect(merged(lane([]), ended(sibling, {}), choices).discards).toEqual([])
    },
  )

  it('are held back while a half may still join, and not finished before they are told', () => {
    const end = merged(lane([]), ended(sibling, { discard: one, finished: one.records }))

    expect(end).toMatchObject({ lane: { untold: one }, finished: [], discards: [] })
    expect(end).not.toHaveProperty('discard')
  })

  it('are told together with the last half, which says the greater count', () => {
    const end = merged(lane([], one), ended([], { discard: two, finished: two.records }, one))

    expect(end.discards).toEqual([{ ...two, records: [first, second], invokeCount: 4 }])
    expect(end.finished).toEqual([first, second])
    expect(end.lane.untold).toBeUndefined()
  })

  it('are told alone where the last half is the only one', () => {
    expect(merged(lane([]), ended([], { discard: two }))).toMatchObject({
      discards: [two],
      lane: { untold: undefined },
    })
  })

  it('are told before what succeeds behind them', () => {
    const success = ended(sibling, { result: 'success', finished: third === undefined ? [] : [third] }, one)

    expect(merged(lane(sibling, one), success)).toMatchObject({
      lane: { untold: undefined },
      finished: [first, third],
      discards: [one],
    })
  })

  it('stay held back while the half behind them is only tried again', () => {
    expect(merged(lane(sibling, one), ended(sibling, {}, one))).toMatchObject({
      lane: { untold: one },
      discards: [],
    })
  })

  it('are told when nothing is left to join them', () => {
    expect(merged(lane(sibling, one), ended([], {}, one))).toMatchObject({
      finished: one.records,
      discards: [one],
    })
  })

  it('are none where nothing was given up', () => {
    expect(merged(lane([]), ended([], { finished: recordsTo(1) }))).toMatchObject({
      discards: [],
      finished: [first],
    })
  })
})
