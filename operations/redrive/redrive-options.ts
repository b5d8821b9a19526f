import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { Logger } from '../../core/logger.ts'
import type { FailedObjects } from '../../core/parking/failed-objects.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { RedriveEvent } from './redrive-event.ts'

/** What a redrive takes. */
export interface RedriveOptions {
  /** Where failed changes lie. */
  readonly from: readonly FailedObjects[]
  /** The registry of each function, by the function's name in the project. */
  readonly registries: ReadonlyMap<string, Registry>
  /** The functions' own resume ledger. */
  readonly ledger: LedgerStore
  /** Where offloaded attributes lie, for those who offload. */
  readonly blobs?: BlobStore
  /** Stage of functions whose objects do not say it. */
  readonly stage: string
  /** Only this processor. */
  readonly processor?: string | undefined
  /** Only so many objects, the oldest. */
  readonly limit?: number | undefined
  /** Only say what would be delivered. */
  readonly dryRun: boolean
  readonly clock: Clock
  readonly logger: Logger
  /** Time for one call, in milliseconds. @defaultValue 60,000 */
  readonly timeoutMs?: number
  /** Epoch milliseconds at which calls are cut off, whatever time they have. */
  readonly endsAtMs?: number
  /** Days that it is remembered what was brought home. @defaultValue 14 */
  readonly ledgerLifeDays?: number
  /** Asks for an end after the call that is under way. */
  readonly signal: AbortSignal
  readonly tell: (event: RedriveEvent) => void
}
