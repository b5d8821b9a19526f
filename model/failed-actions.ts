import type { PlainItem } from '../core/attributes/unmarshal.ts'
import { isFault } from '../core/errors/pipeline-error.ts'
import { storeFaults } from '../store/faults.ts'

/** An action of a transaction whose condition did not hold, with the item that was there. */
export interface FailedAction {
  readonly index: number
  readonly item: PlainItem | undefined
}

/** The actions whose conditions cancelled a transaction; none for any other error. */
export const failedActions = (error: unknown): readonly FailedAction[] => {
  if (!isFault(error, storeFaults, 'store.transaction-condition-failed')) return []
  return error.detail.failures.filter(({ code }) => code === 'ConditionalCheckFailed')
}

/** Runs a write; `explain` may turn conditions that did not hold into an error that says more. */
export const explained = async <T>(
  write: () => Promise<T>,
  explain: (failed: readonly FailedAction[]) => Error | undefined,
): Promise<T> => {
  try {
    return await write()
  } catch (error) {
    throw explain(failedActions(error)) ?? error
  }
}

/** The same for a write of one item: `explain` is given the item that is there. */
export const explainedOne = async <T>(
  write: () => Promise<T>,
  explain: (item: PlainItem | undefined) => Error,
): Promise<T> => {
  try {
    return await write()
  } catch (error) {
    if (isFault(error, storeFaults, 'store.condition-failed')) throw explain(error.detail.item)
    throw error
  }
}
