import type { TableStream } from '../../adapters/dynamodb/table-streams.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { CapturedStream } from './manifest.ts'

/** Counts what is taken of a stream. */
export interface StreamTally {
  readonly add: (records: readonly StreamRecord[]) => void
  readonly addGap: (shardId: string) => void
  readonly captured: () => CapturedStream
}

/** Nothing taken yet. */
export const newStreamTally = ({ streamArn, viewType }: TableStream): StreamTally => {
  const gaps: string[] = []
  let count = 0
  let first: string | undefined
  let last: string | undefined
  return {
    add: records => {
      count += records.length
      first ??= records[0]?.dynamodb?.SequenceNumber
      last = records.at(-1)?.dynamodb?.SequenceNumber ?? last
    },
    addGap: shardId => void gaps.push(shardId),
    captured: () => ({
      streamArn,
      viewType: viewType ?? null,
      count,
      firstSequenceNumber: first ?? null,
      lastSequenceNumber: last ?? null,
      gaps,
    }),
  }
}

/** Records taken of all streams. */
export const countOf = (tallies: readonly StreamTally[]): number =>
  tallies.reduce((sum, tally) => sum + tally.captured().count, 0)
