import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { MappingSettings } from '../settings.ts'
import type { EngineChoices } from './choices.ts'
import type { OpenWindow, WindowFields } from './tumbling-window.ts'
import { windowIdleMs } from './tumbling-window.ts'

/** A record that passed the filters, with the bytes it adds to an event. */
export interface AdmittedRecord {
  readonly record: StreamRecord
  readonly bytes: number
}

/** Records that go to the function together, and how often they have. */
export interface Work {
  /** Of the batch that they came in, for those who watch; halves and remainders keep it. */
  readonly batchId: string
  /** Which half of a half it is: `''` all of the batch, `'b'` its second half, `'ba'` the first half of that. */
  readonly part: string
  readonly records: readonly StreamRecord[]
  /** Failed tries; a remainder after partial progress and a half of a bisect begin at 0 again. */
  readonly failed: number
  /** Tries in a row that never reached the function. */
  readonly unreached: number
  /** 0 before the first try. */
  readonly notBeforeMs: number
  /** The function has been given these records before. */
  readonly isRedelivery: boolean
  /** Sequence numbers of the same batch that are finished. */
  readonly earlier: readonly string[]
  /** The last invocation of a tumbling window, which brings no records. */
  readonly isFinal: boolean
}

/** A batch that has not been tried yet. */
export const newWork = (records: readonly StreamRecord[], isFinal = false): Work => ({
  batchId: '',
  part: '',
  records,
  failed: 0,
  unreached: 0,
  notBeforeMs: 0,
  isRedelivery: false,
  earlier: [],
  isFinal,
})

/**
 * One stretch of a shard in which batches go one after the other: the whole shard, or with a ParallelizationFactor
 * one share of its items. Immutable; the functions of this folder are all that happens to it.
 */
export interface ShardLane {
  readonly buffer: readonly AdmittedRecord[]
  /** When the oldest record in the buffer came. */
  readonly bufferedAtMs: number | undefined
  /** In hand first; halves of a bisect wait behind. */
  readonly work: readonly Work[]
  readonly isInvoked: boolean
  /** The tumbling window that records are being collected in. */
  readonly window: OpenWindow | undefined
  /** Given up, and not told yet because a neighbour may join it. */
  readonly untold: Discard | undefined
}

/** A batch that was given up, and why. */
export interface Discard {
  readonly records: readonly StreamRecord[]
  readonly condition: 'RetryAttemptsExhausted' | 'RecordAgeExceeded'
  readonly invokeCount: number
  /** The function threw rather than reported; not said where age was the end. */
  readonly functionError?: 'Unhandled' | null
  /** What the event said of its tumbling window. */
  readonly window?: WindowFields
  /** First and last record, and their number, where the event itself held none: a window's last invocation. */
  readonly span?: OpenWindow
}

/** A lane with nothing in it. */
export const emptyLane: ShardLane = Object.freeze({
  buffer: [],
  bufferedAtMs: undefined,
  work: [],
  isInvoked: false,
  window: undefined,
  untold: undefined,
})

/** What every step of a lane goes by. */
export interface Rules {
  readonly settings: MappingSettings
  readonly choices: EngineChoices
  readonly nowMs: number
}

/** Adds records that passed the filters. */
export const admit = (lane: ShardLane, records: readonly AdmittedRecord[], nowMs: number): ShardLane =>
  records.length === 0
    ? lane
    : { ...lane, buffer: [...lane.buffer, ...records], bufferedAtMs: lane.bufferedAtMs ?? nowMs }

/** When the lane next has something to do by itself; `undefined` when only records or an answer can wake it. */
export const nextWakeMs = (
  lane: ShardLane,
  { settings, choices }: Omit<Rules, 'nowMs'>,
): number | undefined => {
  const [work] = lane.work
  if (work !== undefined) return lane.isInvoked ? undefined : work.notBeforeMs
  if (lane.bufferedAtMs !== undefined) {
    return lane.bufferedAtMs + settings.MaximumBatchingWindowInSeconds * 1000
  }
  return lane.window && windowIdleMs(lane.window, settings, choices)
}

/** True when nothing is buffered, in hand, under way or to be told. An open window is not looked at. */
export const isIdle = (lane: ShardLane): boolean =>
  lane.work.length === 0 && lane.buffer.length === 0 && !lane.isInvoked && lane.untold === undefined
