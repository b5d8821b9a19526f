import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { InvokeResult } from '../ports/function-target.ts'
import { answeredRecords } from './answered.ts'
import type { SettledInvocation, EndRules, InvocationOutcome } from './invocation-outcome.ts'
import { again, unreachedAgain } from './invocation-outcome.ts'
import { endFailure } from './end-failure.ts'
import { interpretResponse } from './interpret-response.ts'
import type { ShardLane, Work } from './shard-lane.ts'
import { sequenceNumbersOf } from './sequence-numbers.ts'
import { mergedDiscards } from './merge-discards.ts'
import { passedThrough, stateIn } from './tumbling-window.ts'

/** A window goes on with the state that was returned; its last invocation ends it. */
const nextWindow = (
  { window }: ShardLane,
  work: Work,
  done: readonly StreamRecord[],
  state: unknown,
): ShardLane['window'] =>
  window === undefined || work.isFinal ? undefined : passedThrough(window, done, state)

const endPartial = (
  lane: ShardLane,
  [work, ...rest]: readonly [Work, ...(readonly Work[])],
  from: number,
  state: unknown,
  rules: EndRules,
): InvocationOutcome => {
  // No progress at all is a failed try like any other; a bisect would split at the returned record, which is the first.
  if (from === 0) {
    const settings = { ...rules.settings, BisectBatchOnFunctionError: false }
    const reason = 'the first record is not done'
    return { ...endFailure(lane, [work, ...rest], null, reason, { ...rules, settings }), result: 'partial' }
  }
  const done = work.records.slice(0, from)
  const left = {
    ...work,
    records: work.records.slice(from),
    earlier: [...work.earlier, ...sequenceNumbersOf(done)],
  }
  return {
    lane: {
      ...lane,
      isInvoked: false,
      work: [again(left, 0, rules), ...rest],
      window: nextWindow(lane, work, done, state),
    },
    result: 'partial',
    finished: done,
  }
}

const endReturned = (
  lane: ShardLane,
  [work, ...rest]: readonly [Work, ...(readonly Work[])],
  answer: unknown,
  rules: EndRules,
): InvocationOutcome => {
  const { settings, choices } = rules
  const state = stateIn(answer)
  if (lane.window !== undefined && state === undefined)
    return endFailure(lane, [work, ...rest], null, 'the response has no state', rules)
  if (settings.FunctionResponseTypes.includes('ReportBatchItemFailures')) {
    const ignored = choices.staleIdentifier === 'ignored' ? work.earlier : []
    const verdict = interpretResponse(answer, work.records, ignored)
    if (verdict.type === 'failure') return endFailure(lane, [work, ...rest], null, verdict.reason, rules)
    if (verdict.type === 'partial') return endPartial(lane, [work, ...rest], verdict.from, state, rules)
  }
  return {
    lane: { ...lane, isInvoked: false, work: rest, window: nextWindow(lane, work, work.records, state) },
    result: 'success',
    finished: work.records,
    closesWindow: work.isFinal,
  }
}

const outcome = (lane: ShardLane, result: InvokeResult, rules: EndRules): InvocationOutcome => {
  const [work, ...rest] = lane.work
  if (work === undefined) return { lane: { ...lane, isInvoked: false }, result: 'success', finished: [] }
  switch (result.type) {
    case 'not-invoked':
      return {
        lane: { ...lane, isInvoked: false, work: [unreachedAgain(work, rules), ...rest] },
        result: 'not-invoked',
        message: result.message,
        finished: [],
      }
    case 'function-error':
      return endFailure(lane, [work, ...rest], 'Unhandled', `${result.errorType}: ${result.message}`, rules)
    case 'returned':
      return endReturned(lane, [work, ...rest], result.value, rules)
  }
}

/** Draws the consequence of an invocation's end for the work in hand. */
export const settleInvocation = (
  lane: ShardLane,
  result: InvokeResult,
  rules: EndRules,
): SettledInvocation => {
  const ended = outcome(lane, result, rules)
  const answered = answeredRecords(lane.work[0]?.records ?? [], result, ended, rules.settings)
  return { ...mergedDiscards(lane, ended, rules.choices), answered }
}
