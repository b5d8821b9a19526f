import type { LedgerEntries } from '../ledger/ledger-entry.ts'
import type { BatchRecord } from './batch-record.ts'

/** Entries by stream: the same number and key in two streams are two records. */
export type KnownEntries = ReadonlyMap<string, LedgerEntries>

/** The records of each stream: Lambda never mixes streams, a replay may. */
export const byStream = (records: readonly BatchRecord[]): ReadonlyMap<string, readonly BatchRecord[]> =>
  Map.groupBy(records, ({ view }) => view.streamArn)

/** Of the first or the last record of a stream; there is one where there is a stream. */
export const sequenceNumberOf = (record: BatchRecord | undefined): string =>
  (record as BatchRecord).view.sequenceNumber
