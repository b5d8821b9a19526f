import type { BlobStore } from '../blob/blob-store.ts'
import type { Clock } from '../clock.ts'
import type { FaultInjector } from '../dispatch/fault-injector.ts'
import type { DispatchReport } from '../dispatch/report.ts'
import type { ClaimStore } from '../ledger/claim-store.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import type { Logger } from '../logger.ts'
import type { Observers } from '../observe/observers.ts'
import type { ParkingStore } from '../parking/parking-store.ts'
import type { OriginRules } from '../record/origin.ts'
import type { ItemSource } from '../refresh/item-source.ts'

/** What is read of Lambda's context. @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
export interface LambdaContext {
  readonly functionName: string
  readonly getRemainingTimeInMillis: () => number
}

/** What {@link streamHandler} takes. */
export interface StreamHandlerOptions {
  /** Where finished effects are remembered for a retry. */
  readonly ledger: LedgerStore
  /** Where changes go that no retry can help. */
  readonly parking: ParkingStore
  /** Separates the ledgers of stages. @defaultValue 'dev' */
  readonly stage?: string
  /** @defaultValue the name in Lambda's context */
  readonly functionName?: string
  /**
   * Attempts before a change is parked. MaximumRetryAttempts has to exceed it by 5 or more, because crashes and
   * failed parks use up retries too. @defaultValue 5
   */
  readonly maxAttempts?: number
  /**
   * Milliseconds from a change's first failure after which its failed tries count as attempts, where nothing says
   * whose fault they are. MaximumRetryAttempts has to leave room for them. @defaultValue 300,000
   */
  readonly blameAfterMs?: number
  /**
   * Milliseconds since an item was written after which its change is parked at a failed try, while the ledger cannot
   * be written and so no attempt counted. Longer than outages last. @defaultValue 3,600,000
   */
  readonly parkAfterAgeMs?: number
  /** `false` keeps the keys of items out of every log line. @defaultValue true */
  readonly logKeys?: boolean
  /** Lanes of one processor at once. @defaultValue 50 */
  readonly concurrency?: number
  /** Milliseconds kept back for the ledger. @defaultValue 1,000, at most a fifth of the time that is left */
  readonly reserveMs?: number
  /** Days that ledger entries are kept; longer than failure objects. @defaultValue 14 */
  readonly ledgerLifeDays?: number
  /** Where `strict` processors claim their effects; a registry that has one cannot do without. */
  readonly claims?: ClaimStore
  /** Makes ids that nobody else has, for claims. @defaultValue randomUUID */
  readonly newId?: () => string
  /** Where values lie that were offloaded from items. Without it a record that refers to one is parked when that is read. */
  readonly blobs?: BlobStore
  /** Reads items as they are now, so that what no version can decide is settled by the table itself. */
  readonly items?: ItemSource
  /** How writes of other regions and of the pipeline itself are told. @defaultValue DynamoDB's own marks */
  readonly originRules?: OriginRules
  /** Makes attempts fail on purpose, for tests. @defaultValue none */
  readonly faults?: FaultInjector
  /** What time it is, for deadlines and ages. @defaultValue systemClock */
  readonly clock?: Clock
  /** Where failures and what is parked are told of. @defaultValue jsonLogger */
  readonly logger?: Logger
  /** Told what became of each batch, or `observers(...)`. See also {@link reportChannel}. */
  readonly observe?: ((report: DispatchReport) => void) | Pick<Observers, 'watch'>
}
