import type { StreamRecord } from '../../core/record/stream-record.ts'

/** The sequence numbers of records, in their order; empty for one that has none. */
export const sequenceNumbersOf = (records: readonly StreamRecord[]): readonly string[] =>
  records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '')
