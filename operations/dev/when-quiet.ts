import type { RecordAccount } from '../accounting/account.ts'
import { whenAborted } from './when-aborted.ts'

const activity = (account: RecordAccount): string => JSON.stringify(account.summary())

/**
 * Resolves when nothing is on its way any more, or when the signal aborts. Functions write to the table themselves, so a mapping that has
 * caught up may have made new records for all of them: only when two passes in a row brought nothing is it over.
 */
export const whenQuiet = async (
  mappings: { readonly whenCaughtUp: () => Promise<void> },
  account: RecordAccount,
  signal: AbortSignal,
): Promise<void> => {
  let quietPasses = 0
  while (quietPasses < 2 && !signal.aborted) {
    const before = activity(account)
    const caughtUp = mappings.whenCaughtUp()
    await Promise.race([caughtUp, whenAborted(signal)])
    quietPasses = activity(account) === before ? quietPasses + 1 : 0
  }
}
