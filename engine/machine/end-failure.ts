import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { InvocationOutcome, EndRules } from './invocation-outcome.ts'
import { again } from './invocation-outcome.ts'
import type { ShardLane, Work } from './shard-lane.ts'
import { passedThrough } from './tumbling-window.ts'
import { discardWindow } from './window-place.ts'

type InHand = readonly [Work, ...(readonly Work[])]

const bisect = (
  lane: ShardLane,
  [work, ...rest]: InHand,
  message: string,
  rules: EndRules,
): InvocationOutcome => {
  const { bisectCut, bisectRetries } = rules.choices
  const middle = Math[bisectCut](work.records.length / 2)
  const failed = bisectRetries === 'fresh' ? 0 : work.failed
  const half = (records: readonly StreamRecord[], which: 'a' | 'b'): Work =>
    again({ ...work, part: `${work.part}${which}`, records }, failed, rules)
  return {
    lane: {
      ...lane,
      isInvoked: false,
      work: [half(work.records.slice(0, middle), 'a'), half(work.records.slice(middle), 'b'), ...rest],
    },
    result: 'failure',
    message,
    finished: [],
    bisected: [middle, work.records.length - middle],
  }
}

const giveUp = (
  lane: ShardLane,
  [work, ...rest]: InHand,
  functionError: 'Unhandled' | null,
  message: string,
  { place }: EndRules,
): InvocationOutcome => {
  const { window } = lane
  const passed = window === undefined || work.isFinal ? undefined : passedThrough(window, work.records)
  return {
    lane: { ...lane, isInvoked: false, work: rest, window: passed },
    result: 'failure',
    message,
    finished: work.records,
    discard: {
      records: work.records,
      condition: 'RetryAttemptsExhausted',
      invokeCount: work.failed + 1,
      functionError,
      ...discardWindow(lane, work, place),
    },
    closesWindow: work.isFinal,
  }
}

/** A failed try: the batch is halved, tried again after a delay, or given up. */
export const endFailure = (
  lane: ShardLane,
  inHand: InHand,
  functionError: 'Unhandled' | null,
  message: string,
  rules: EndRules,
): InvocationOutcome => {
  const { settings, choices } = rules
  const [work, ...rest] = inHand
  if (settings.BisectBatchOnFunctionError && work.records.length > 1)
    return bisect(lane, inHand, message, rules)
  const { MaximumRetryAttempts: limit } = settings
  if (limit >= 0 && work.failed >= limit) return giveUp(lane, inHand, functionError, message, rules)
  const retried = again(work, work.failed + 1, rules)
  const isAlternating = choices.bisectOrder === 'alternate'
  return {
    lane: { ...lane, isInvoked: false, work: isAlternating ? [...rest, retried] : [retried, ...rest] },
    result: 'failure',
    message,
    finished: [],
  }
}
