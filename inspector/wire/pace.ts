import type { WireEvent } from './wire-event.ts'
import type { ShardView } from './shard-view.ts'

/** What happened in one second. */
export interface PaceSecond {
  records: number
  invocations: number
  failed: number
}

/** Seconds of the last minute, by epoch second. */
export type RecentPace = Map<number, PaceSecond>

/** Numbers of the last minute, for a person. */
export interface PaceNumbers {
  readonly recordsPerSecond: number
  /** 0 to 1; nothing where no invocation ended. */
  readonly errorShare: number | undefined
}

const keptSeconds = 60
const rateSeconds = 10

/** Counts an event into its second. */
export const addToPace = (pace: RecentPace, { event, atMs, ...rest }: WireEvent): void => {
  if (event !== 'RecordSeen' && event !== 'InvokeEnded') return
  const second = Math.floor(atMs / 1000)
  const known = pace.get(second) ?? { records: 0, invocations: 0, failed: 0 }
  pace.set(second, known)
  if (event === 'RecordSeen') known.records += 1
  else {
    known.invocations += 1
    if ('result' in rest && rest.result !== 'success') known.failed += 1
  }
  for (const each of pace.keys()) if (each <= second - keptSeconds) pace.delete(each)
}

/** Records by the second over the last ten whole ones, and the share of the last minute's invocations that failed. */
export const paceNumbers = (pace: RecentPace, nowMs: number): PaceNumbers => {
  const now = Math.floor(nowMs / 1000)
  let [records, invocations, failed] = [0, 0, 0]
  for (const [second, each] of pace) {
    if (second < now && second >= now - rateSeconds) records += each.records
    if (second <= now - keptSeconds) continue
    invocations += each.invocations
    failed += each.failed
  }
  return {
    recordsPerSecond: records / rateSeconds,
    errorShare: invocations === 0 ? undefined : failed / invocations,
  }
}

/** The oldest age of all shards that are open, each at its last batch. */
export const oldestIteratorAgeMs = (shards: Iterable<ShardView>): number | undefined => {
  let oldest: number | undefined
  for (const { isClosed, iteratorAgeMs } of shards)
    if (!isClosed && iteratorAgeMs !== undefined) oldest = Math.max(oldest ?? 0, iteratorAgeMs)
  return oldest
}
