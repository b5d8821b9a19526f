import type { EngineChoices } from './choices.ts'
import type { Discard, ShardLane } from './shard-lane.ts'
import type { SettledInvocation, InvocationOutcome } from './invocation-outcome.ts'

const joined = (a: Discard | undefined, b: Discard): Discard =>
  a === undefined
    ? b
    : { ...b, records: [...a.records, ...b.records], invokeCount: Math.max(a.invokeCount, b.invokeCount) }

/**
 * Holds a discard back while a half of the same bisected batch may still join it, where that is chosen. What is held
 * back is not finished: the checkpoint stays before it until its document is written.
 */
export const mergedDiscards = (
  before: ShardLane,
  ended: InvocationOutcome,
  choices: EngineChoices,
): Omit<SettledInvocation, 'answered'> => {
  const { discard, ...end } = ended
  // Halves that take turns are no neighbours any more.
  if (choices.mergeDiscards === 'none' || choices.bisectOrder === 'alternate')
    return { ...end, discards: discard ? [discard] : [] }
  const { untold } = before
  const hasSibling = end.lane.work.length > 0
  if (discard !== undefined) {
    const all = joined(untold, discard)
    if (hasSibling) return { ...end, lane: { ...end.lane, untold: all }, finished: [], discards: [] }
    return { ...end, lane: { ...end.lane, untold: undefined }, finished: all.records, discards: [all] }
  }
  const isDone = end.finished.length > 0 || !hasSibling
  if (untold === undefined || !isDone) return { ...end, discards: [] }
  return {
    ...end,
    lane: { ...end.lane, untold: undefined },
    finished: [...untold.records, ...end.finished],
    discards: [untold],
  }
}
