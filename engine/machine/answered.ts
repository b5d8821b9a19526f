import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { InvokeResult } from '../ports/function-target.ts'
import type { MappingSettings } from '../settings.ts'
import { saidFailures } from './said-failures.ts'

/** What a function's answer made of one record of its batch. */
export interface AnsweredRecord {
  /** As it was given. */
  readonly record: StreamRecord
  /**
   * `given-up`: this was its last try, and it goes to the failure destination. `dropped`: the function said that it
   * failed, in a way that Lambda does not hear, and goes on.
   */
  readonly became: 'applied' | 'retried' | 'given-up' | 'dropped'
}

/** Records that the function said have failed, and nobody heard; all of them where it cannot be told which. */
export const unheardFailures = (
  records: readonly StreamRecord[],
  result: InvokeResult,
  { FunctionResponseTypes }: Pick<MappingSettings, 'FunctionResponseTypes'>,
): ReadonlySet<StreamRecord> => {
  const said = result.type === 'returned' ? saidFailures(result.value) : undefined
  if (said === undefined || (said.isReadable && FunctionResponseTypes.includes('ReportBatchItemFailures')))
    return new Set()
  const named = said.identifiers.map(identifier =>
    records.filter(({ dynamodb, eventID }) =>
      [dynamodb?.SequenceNumber, eventID].includes(String(identifier)),
    ),
  )
  return new Set(named.some(found => found.length === 0) ? records : named.flat())
}

/** What became of each record of a batch, in its order: what is before the checkpoint is done, the rest comes again. */
export const answeredRecords = (
  records: readonly StreamRecord[],
  result: InvokeResult,
  { finished, discard }: { readonly finished: readonly StreamRecord[]; readonly discard?: unknown },
  settings: MappingSettings,
): readonly AnsweredRecord[] => {
  const dropped = unheardFailures(records, result, settings)
  return records.map((record, index) => {
    if (discard !== undefined) return { record, became: 'given-up' }
    if (index >= finished.length) return { record, became: 'retried' }
    return { record, became: dropped.has(record) ? 'dropped' : 'applied' }
  })
}
