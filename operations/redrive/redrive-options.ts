import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import type { LeaseParty } from '../../core/lease/lease-party.ts'
import type { ClaimStore } from '../../core/ledger/claim-store.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { Logger } from '../../core/logger.ts'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { RedriveEvent } from './redrive-event.ts'

/** What a redrive takes. */
export interface RedriveOptions {
  /** Where failed changes lie. */
  readonly from: readonly FailedObjects[]
  /** A folder that does not exist is told and passed over, as long as there is another place. @defaultValue false */
  readonly mayLackPlaces?: boolean
  /** The registry of each function, by the function's name in the project. */
  readonly registries: ReadonlyMap<string, Registry>
  /** The name under which each function is deployed, by its name in the project, where it has another one there. */
  readonly deployedNames?: ReadonlyMap<string, string>
  /** Name or ARN of the table; changes of another one are left. Without it, those of any table are taken. */
  readonly table?: string | undefined
  /** Reads items as they are now, so that a sink that holds state is not given an old image. */
  readonly items?: ItemSource
  /** Who this redrive is to others that would take the same objects in hand. */
  readonly party: LeaseParty
  /** The functions' own resume ledger. */
  readonly ledger: LedgerStore
  /** Where strict processors claim their effects; without them none of theirs takes place. */
  readonly claims?: ClaimStore
  /** Makes ids that nobody else has. */
  readonly newId: () => string
  /** Where offloaded attributes lie, for those who offload. */
  readonly blobs?: BlobStore
  /** Stage of functions whose objects do not say it. */
  readonly stage: string
  /** Only this processor. */
  readonly processor?: string | undefined
  /** Only these objects, as `PLACE/KEY`. */
  readonly objects?: ReadonlySet<string> | undefined
  /** Only so many objects, the oldest. */
  readonly limit?: number | undefined
  /**
   * Only strict effects in doubt, and what a person says of them: `applied`, they are there; `repeat`, they are to be
   * done again. Without it they are told, and left.
   */
  readonly resolve?: 'applied' | 'repeat' | undefined
  /** Only say what would be delivered. */
  readonly dryRun: boolean
  readonly clock: Clock
  readonly logger: Logger
  /** Time for one call, in milliseconds. @defaultValue 60,000 */
  readonly timeoutMs?: number
  /** Epoch milliseconds at which calls are cut off, whatever time they have. */
  readonly endsAtMs?: number
  /** Days that it is remembered what was redriven. @defaultValue 14 */
  readonly ledgerLifeDays?: number
  /** Asks for an end after the call that is under way. */
  readonly signal: AbortSignal
  readonly tell: (event: RedriveEvent) => void
}
