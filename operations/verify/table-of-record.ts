import { tableOfStream } from '../../adapters/dynamodb/table-of-stream.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { VerifyRun } from './verify-run.ts'

/** The place of the table that a record is of; a table that was restored under a new name holds what the old one did. */
export const tableOfRecord = (
  { tables }: Pick<VerifyRun, 'tables'>,
  { eventSourceARN }: StreamRecord,
): number => {
  const name = tableOfStream(eventSourceARN ?? '')
  const place = tables.findIndex(({ tableName }) => tableName === name)
  return place < 0 && tables.length === 1 ? 0 : place
}
