import { IdempotentParameterMismatchException, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { operations } from '../calls/operations.ts'
import { backOff, send } from '../calls/send.ts'
import type { Table } from '../table.ts'
import { isFault, raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'
import { isWorthRetrying, transactionError } from './transaction-failure.ts'
import { readyActions } from './transaction-input.ts'
import type { Transaction } from './transaction.ts'

/** How a transaction is made. */
export interface TransactOptions {
  /**
   * 1 to 36 characters. Within ten minutes, a transaction with a token that was used is answered without being done
   * again, so a caller that did not see the answer can repeat it. @defaultValue a new one per call
   */
  readonly token?: string
  /** Gives up the call and the pauses before others. */
  readonly signal?: AbortSignal
}

const mayPass = (error: unknown): boolean => {
  if (error instanceof TransactionCanceledException) return isWorthRetrying(error)
  return isFault(error, storeFaults, 'store.throttled', 'store.unavailable')
}

/**
 * Makes a transaction happen: all of it or nothing. Conflicts and throttling are retried under the same token, so a
 * lost answer does no harm either.
 *
 * @throws PipelineError `store.transaction-condition-failed`, `store.transaction-conflict`,
 * `store.transaction-throttled`, `store.transaction-collection-full`, `store.transaction-refused`, each naming its
 * action; `store.token-reused`; `store.transaction-too-large` and those of `put` and `update` before any call; those
 * of {@link send}
 */
export const transact = async (
  table: Table,
  transaction: Transaction,
  { token = table.newId(), signal }: TransactOptions = {},
): Promise<void> => {
  const actions = readyActions(table, transaction)
  const input = { TransactItems: actions.map(action => action.input), ClientRequestToken: token }
  for (let attempt = 1; ; attempt += 1) {
    try {
      await send(table, operations.transactWriteItems, input, { signal, attempt })
      return
    } catch (error) {
      if (!mayPass(error) || attempt >= table.retry.maxAttempts) {
        if (error instanceof TransactionCanceledException) throw transactionError(error, actions, attempt)
        if (error instanceof IdempotentParameterMismatchException) {
          throw raise(storeFaults, 'store.token-reused', { token }, { cause: error })
        }
        throw error
      }
    }
    await backOff(table, attempt + 1, signal)
  }
}
