import type { ConsumedCapacity, ReturnConsumedCapacity } from '@aws-sdk/client-dynamodb'
import { raise } from '../../core/errors/pipeline-error.ts'
import { answerOf } from './answer.ts'
import { capacityOf } from './capacity.ts'
import { storeFaults } from '../faults.ts'
import type { Operation } from './operations.ts'
import { asStoreError, problemOf } from './send-problem.ts'
import type { Table } from '../table.ts'

/** How one call is to be made. */
export interface SendOptions {
  /**
   * False when doing it twice is not the same as doing it once, as for a counter or a condition: a call whose
   * answer was lost is then not repeated. @defaultValue true
   */
  readonly repeatable?: boolean
  /** Gives up the call and the pauses before others. */
  readonly signal?: AbortSignal | undefined
  /** Makes the call once, as this attempt; for callers that count attempts themselves. */
  readonly attempt?: number
}

/** Waits before attempt number `attempt`, from nothing up to a limit that doubles, so that callers spread out. */
export const backOff = async (
  { retry, random, clock }: Table,
  attempt: number,
  signal?: AbortSignal,
): Promise<void> => {
  const longestMs = Math.min(retry.maxDelayMs, retry.baseDelayMs * 2 ** (attempt - 2))
  await clock.wait(random() * longestMs, signal)
  signal?.throwIfAborted()
}

/**
 * Makes one call, again after throttling and, where that does no harm, after a lost answer. Every call's consumed
 * capacity is reported to the table's `onCapacity`.
 *
 * @throws PipelineError `store.throttled`, `store.unavailable`, `store.outcome-unknown`, `store.refused`,
 * `store.clock-skewed`, `store.table-missing`, `store.answer-missing`; the SDK's own error for anything else, such as a failed condition
 */
export const send = async <
  I extends { readonly ReturnConsumedCapacity?: ReturnConsumedCapacity | undefined },
  O extends { readonly ConsumedCapacity?: ConsumedCapacity | ConsumedCapacity[] | undefined },
>(
  table: Table,
  { name, kind, call }: Operation<I, O>,
  input: I,
  { repeatable = true, signal, attempt: only }: SendOptions = {},
): Promise<O> => {
  const { client, tableName, onCapacity } = table
  const maxAttempts = only ?? table.retry.maxAttempts
  // What nobody hears of is not asked for: it is a part of every answer that has to be read.
  const asked = onCapacity === undefined ? input : { ...input, ReturnConsumedCapacity: 'INDEXES' as const }
  const settings = signal === undefined ? {} : { abortSignal: signal }
  let answer: O | undefined
  for (let attempt = only ?? 1, isMade = false; !isMade; attempt += 1) {
    try {
      answer = await call(client, asked, settings)
      isMade = true
    } catch (error) {
      const problem = problemOf(error)
      if (problem === 'unknown' && !repeatable) {
        const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
        throw raise(storeFaults, 'store.outcome-unknown', { operation: name, reason }, { cause: error })
      }
      if (problem === 'refused' || attempt >= maxAttempts) {
        throw asStoreError({ operation: name, tableName, attempts: attempt }, error)
      }
      await backOff(table, attempt + 1, signal)
    }
  }
  // After the attempts: whatever is wrong with the answer or the report, the call was made.
  const given = answerOf(name, answer)
  onCapacity?.({ operation: name, capacity: capacityOf(kind, given.ConsumedCapacity) })
  return given
}
