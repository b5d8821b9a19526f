import { creationTimeMs } from '../../core/record/creation-time.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { refilled } from './form-batch.ts'
import type { Discard, ShardLane, Rules, Work } from './shard-lane.ts'
import { discardWindow } from './window-place.ts'
import type { WindowPlace } from './window-place.ts'

/** What a lane does next: give up the records that grew too old, and invoke with the rest once it is time. */
export interface Start {
  readonly lane: ShardLane
  readonly discards: readonly Discard[]
  /** Work that ended without an invocation was the last of its tumbling window. */
  readonly closesWindow: boolean
  readonly invoke: Work | undefined
}

const ageMs = (record: StreamRecord | undefined, nowMs: number): number =>
  nowMs - (creationTimeMs(record?.dynamodb?.ApproximateCreationDateTime) ?? nowMs)

/** What has been tried leaves with the stream's own retention at the latest; old records are still tried once. */
const ageLimitMs = (work: Work, { settings, choices }: Rules): number => {
  const { MaximumRecordAgeInSeconds: limit } = settings
  const limitMs = limit === -1 ? Infinity : limit * 1000
  return work.notBeforeMs > 0 ? Math.min(limitMs, choices.retentionMs) : limitMs
}

const tooOld = (work: Work, limitMs: number, nowMs: number): number => {
  const fresh = work.records.findIndex(record => ageMs(record, nowMs) <= limitMs)
  return fresh < 0 ? work.records.length : fresh
}

const aged = (
  lane: ShardLane,
  work: Work,
  records: readonly StreamRecord[],
  place: WindowPlace,
): Discard => ({
  records,
  condition: 'RecordAgeExceeded',
  invokeCount: Math.max(1, work.failed),
  ...discardWindow(lane, work, place),
})

/** The last invocation of a window has no records: it is as old as the last record of the window. */
const cutFinal = (
  lane: ShardLane,
  work: Work,
  rest: readonly Work[],
  rules: Rules,
  place: WindowPlace,
): Start => {
  const isOver = work.notBeforeMs > 0 && ageMs(lane.window?.last, rules.nowMs) > ageLimitMs(work, rules)
  if (!isOver) return due(lane, work, rest, [], rules)
  const discards = [aged(lane, work, [], place)]
  return {
    lane: { ...lane, work: rest, window: undefined },
    discards,
    closesWindow: true,
    invoke: undefined,
  }
}

const due = (
  lane: ShardLane,
  work: Work,
  rest: readonly Work[],
  discards: readonly Discard[],
  { nowMs }: Rules,
): Start => {
  const isDue = work.notBeforeMs <= nowMs
  return {
    lane: { ...lane, work: [work, ...rest], isInvoked: isDue },
    discards,
    closesWindow: false,
    invoke: isDue ? work : undefined,
  }
}

const isRemainder = ({ failed, earlier }: Work): boolean => failed === 0 && earlier.length > 0

/** Starts the work in hand if nothing runs and its delay is over. */
export const start = (given: ShardLane, rules: Rules, place: WindowPlace): Start => {
  const nothing = { lane: given, discards: [], closesWindow: false, invoke: undefined }
  if (given.isInvoked) return nothing
  const [first] = given.work
  if (first === undefined) return nothing
  const isToFill = rules.choices.partialRemainder === 'refilled' && isRemainder(first)
  const lane = isToFill && first.notBeforeMs <= rules.nowMs ? refilled(given, rules) : given
  const [work = first, ...rest] = lane.work
  if (work.isFinal) return cutFinal(lane, work, rest, rules, place)
  const old = tooOld(work, ageLimitMs(work, rules), rules.nowMs)
  if (old === 0) return due(lane, work, rest, [], rules)
  const told = lane.untold === undefined ? [] : [lane.untold]
  const discards = [...told, aged(lane, work, work.records.slice(0, old), place)]
  const cleared = { ...lane, untold: undefined }
  const left = { ...work, records: work.records.slice(old) }
  if (left.records.length > 0) return due(cleared, left, rest, discards, rules)
  return { lane: { ...cleared, work: rest }, discards, closesWindow: false, invoke: undefined }
}
