import type { Ending, Summary } from './summary.ts'
import { outcomesWorstFirst } from './summary.ts'

/** How each processor of each function stands with one record. */
export type RecordStanding = ReadonlyMap<string, Ending>

/** Keeps count of what became of every record; the identity of a record is the caller's. */
export interface RecordAccount {
  /** A record was seen; without any further word it counts as filtered. */
  readonly received: (record: string) => void
  /** The latest word on a (processor, record); a later word replaces an earlier one, except a better one by a worse. */
  readonly settled: (record: string, processor: string, ending: Ending) => void
  readonly batchStarted: (isRetry: boolean) => void
  readonly standing: (record: string) => RecordStanding
  readonly summary: () => Summary
}

const noStanding: RecordStanding = new Map()

const isFinal = (ending: Ending | undefined): boolean => ending !== undefined && ending !== 'failed'

const worstOf = (standing: RecordStanding): Ending => {
  const endings = new Set(standing.values())
  return outcomesWorstFirst.find(outcome => endings.has(outcome)) ?? 'filtered'
}

/**
 * An empty account.
 *
 * A finished (processor, record) stays what it first became: when its record comes again because of a neighbour,
 * the pipeline may call it `unchanged` although it was applied the first time.
 */
export const openAccount = (): RecordAccount => {
  const records = new Map<string, Map<string, Ending>>()
  let batches = 0
  let retries = 0
  const standingOf = (record: string): Map<string, Ending> => {
    const known = records.get(record) ?? new Map<string, Ending>()
    records.set(record, known)
    return known
  }
  return {
    received: record => void standingOf(record),
    settled: (record, processor, ending) => {
      const standing = standingOf(record)
      if (!isFinal(standing.get(processor))) standing.set(processor, ending)
    },
    batchStarted: isRetry => {
      if (isRetry) retries += 1
      else batches += 1
    },
    standing: record => records.get(record) ?? noStanding,
    summary: () => {
      const counts = { applied: 0, unchanged: 0, filtered: 0, parked: 0, failed: 0 }
      for (const standing of records.values()) counts[worstOf(standing)] += 1
      return { received: records.size, ...counts, batches, retries }
    },
  }
}
