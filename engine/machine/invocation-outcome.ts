import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { AnsweredRecord } from './answered.ts'
import { retryDelayMs } from './choices.ts'
import type { Discard, ShardLane, Rules, Work } from './shard-lane.ts'
import type { WindowPlace } from './window-place.ts'

/** What became of an invocation. */
export interface InvocationOutcome {
  readonly lane: ShardLane
  readonly result: 'success' | 'partial' | 'failure' | 'not-invoked'
  readonly message?: string
  /** Records that are done with, discarded ones included. */
  readonly finished: readonly StreamRecord[]
  readonly discard?: Discard
  readonly bisected?: readonly [number, number]
  /** The tumbling window is through, and with it all that it held. */
  readonly closesWindow?: boolean
}

/** The same, with the discards that are to be told of now. */
export interface SettledInvocation extends Omit<InvocationOutcome, 'discard'> {
  /** Each record of the batch, however the discards are told. */
  readonly answered: readonly AnsweredRecord[]
  readonly discards: readonly Discard[]
}

/** What the end of an invocation is judged by. */
export interface EndRules extends Rules {
  /** From 0 to 1. */
  readonly random: number
  readonly place: WindowPlace
}

/** The same work after a delay, with this many failed tries. */
export const again = (work: Work, failed: number, { choices, nowMs, random }: EndRules): Work => ({
  ...work,
  failed,
  unreached: 0,
  notBeforeMs: nowMs + retryDelayMs(failed, choices, random),
  isRedelivery: true,
})

/** The same work after a delay: it never ran, so it has not failed. */
export const unreachedAgain = (work: Work, { choices, nowMs, random }: EndRules): Work => {
  const unreached = work.unreached + 1
  const delayMs = retryDelayMs(unreached, choices, random, choices.firstThrottleDelayMs)
  return { ...work, unreached, notBeforeMs: nowMs + delayMs }
}
