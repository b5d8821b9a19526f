import type { EventSourceMapping } from '../../engine/event-source-mapping.ts'
import type { Account } from '../accounting/account.ts'

const activity = (account: Account): string => JSON.stringify(account.summary())

/**
 * Resolves when nothing is on its way any more. Functions write to the table themselves, so a mapping that has
 * caught up may have made new records for all of them: only when two passes in a row brought nothing is it over.
 */
export const whenQuiet = async (
  mappings: readonly EventSourceMapping[],
  account: Account,
  signal: AbortSignal,
): Promise<void> => {
  let quietPasses = 0
  while (quietPasses < 2 && !signal.aborted) {
    const before = activity(account)
    await Promise.all(mappings.map(async mapping => mapping.whenCaughtUp()))
    quietPasses = activity(account) === before ? quietPasses + 1 : 0
  }
}
