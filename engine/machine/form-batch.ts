import type { ClosedBy } from '../events.ts'
import type { ShardLane, Rules, Work } from './shard-lane.ts'
import { newWork } from './shard-lane.ts'
import { newWindow, windowIdleMs, windowStartMs } from './tumbling-window.ts'

/** Lambda's limit for the payload of an invocation. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const maxPayloadBytes = 6 * 1024 * 1024
const envelopeBytes = '{"Records":[]}'.length

interface Fit {
  readonly count: number
  /** What ended it, if not the buffer. */
  readonly limit: 'size' | 'bytes' | 'tumbling-window' | undefined
}

const fitting = (
  lane: ShardLane,
  { settings }: Rules,
  alreadyBytes = envelopeBytes,
  alreadyCount = 0,
): Fit => {
  let bytes = alreadyBytes
  let count = 0
  for (const { record, bytes: more } of lane.buffer) {
    if (count + alreadyCount >= settings.BatchSize) return { count, limit: 'size' }
    // A record that is too large by itself goes alone: there is nothing better to do with it.
    if (count + alreadyCount > 0 && bytes + more + 1 > maxPayloadBytes) return { count, limit: 'bytes' }
    if (lane.window && windowStartMs(record, settings) > lane.window.startMs)
      return { count, limit: 'tumbling-window' }
    bytes += more + 1
    count += 1
  }
  return { count, limit: count >= settings.BatchSize ? 'size' : undefined }
}

const reasonToClose = (
  lane: ShardLane,
  { settings, nowMs }: Rules,
  isLast: boolean,
): ClosedBy | undefined => {
  const forMs = settings.MaximumBatchingWindowInSeconds * 1000
  if (forMs === 0) return 'no-window'
  if (nowMs - (lane.bufferedAtMs ?? nowMs) >= forMs) return 'window'
  return isLast ? 'shard-end' : undefined
}

/** A batch that was closed. */
export interface Formed {
  readonly lane: ShardLane
  readonly closedBy: ClosedBy
}

/** A window is over when its state is too large, a record of a later one is there, or none has come for long. */
const isWindowOver = (lane: ShardLane, { settings, choices, nowMs }: Rules, isLast: boolean): boolean => {
  const { window, buffer } = lane
  if (window === undefined) return false
  if (window.isTooLarge) return true
  const [next] = buffer
  if (next !== undefined) return windowStartMs(next.record, settings) > window.startMs
  return isLast || nowMs >= windowIdleMs(window, settings, choices)
}

const withWindow = (lane: ShardLane, { settings }: Rules): ShardLane => {
  const [next] = lane.buffer
  if (settings.TumblingWindowInSeconds === 0 || lane.window !== undefined || next === undefined) return lane
  return { ...lane, window: newWindow(windowStartMs(next.record, settings)) }
}

/**
 * Closes a batch if the lane is free and there is reason to: it is full, its window is over, or there is none. With
 * tumbling windows a batch keeps to one of them, and the last invocation of a window is a batch without records.
 */
export const formBatch = (given: ShardLane, rules: Rules, isLast: boolean): Formed | undefined => {
  if (given.work.length > 0) return undefined
  if (isWindowOver(given, rules, isLast))
    return { lane: { ...given, work: [newWork([], true)] }, closedBy: 'tumbling-window' }
  if (given.buffer.length === 0) return undefined
  const lane = withWindow(given, rules)
  const fit = fitting(lane, rules)
  const closedBy = fit.limit ?? reasonToClose(lane, rules, isLast)
  if (closedBy === undefined) return undefined
  return { lane: taken(lane, fit.count, records => [newWork(records)], rules), closedBy }
}

const taken = (
  lane: ShardLane,
  count: number,
  workOf: (records: Work['records']) => readonly Work[],
  { nowMs }: Rules,
): ShardLane => {
  const buffer = lane.buffer.slice(count)
  return {
    ...lane,
    buffer,
    bufferedAtMs: buffer.length > 0 ? nowMs : undefined,
    work: workOf(lane.buffer.slice(0, count).map(({ record }) => record)),
  }
}

/** Fills what is left of a batch up with newer records. */
export const refilled = (lane: ShardLane, rules: Rules): ShardLane => {
  const [work, ...rest] = lane.work
  if (work === undefined || work.isFinal || rest.length > 0) return lane
  const bytes = Buffer.byteLength(JSON.stringify({ Records: work.records }))
  const { count } = fitting(lane, rules, bytes, work.records.length)
  if (count === 0) return lane
  return taken(lane, count, records => [{ ...work, records: [...work.records, ...records] }], rules)
}
