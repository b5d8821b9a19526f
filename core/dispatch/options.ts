import type { BlobStore } from '../blob/blob-store.ts'
import type { Clock } from '../clock.ts'
import type { LedgerStore } from '../ledger/ledger-store.ts'
import type { Logger } from '../logger.ts'
import type { ParkingStore } from '../parking/parking-store.ts'
import type { OriginRules } from '../record/origin.ts'
import type { StreamRecord } from '../record/stream-record.ts'
import type { ItemSource } from '../refresh/item-source.ts'
import type { WatchBatch } from './batch-watch.ts'
import type { ClaimOptions } from './claim-options.ts'
import type { FaultInjector } from './fault-injector.ts'
import type { DispatchReport } from './report.ts'

/** What a dispatch needs to know and to reach; every value is given, none is read from the surroundings. */
export interface DispatchOptions {
  readonly functionName: string
  readonly stage: string
  readonly ledger: LedgerStore
  readonly parking: ParkingStore
  /** Epoch milliseconds at which the invocation is cut off. */
  readonly deadlineAtMs: number
  /** Kept back before the deadline for the ledger write, in milliseconds. */
  readonly reserveMs: number
  /** Attempts at a (processor, record) before it is parked. */
  readonly maxAttempts: number
  /**
   * How long a change may fail with errors that do not say whose fault it is, while nothing else is applied, before
   * failed tries count as attempts at it. In milliseconds, from its first failure. @defaultValue 300,000
   */
  readonly blameAfterMs?: number
  /**
   * While the ledger cannot be written: the age at which a change is parked when a try fails that could have been an
   * attempt. In milliseconds, since the item was written. @defaultValue 3,600,000
   */
  readonly parkAfterAgeMs?: number
  /** Whether log lines may hold the keys of items. @defaultValue true */
  readonly logKeys?: boolean
  /** Lanes of one processor that run at once. */
  readonly concurrency: number
  /** How long ledger entries are kept, in milliseconds: longer than failure objects lie about. */
  readonly ledgerLifeMs: number
  /** Where strict processors claim their effects; without them none of theirs takes place. */
  readonly claims?: ClaimOptions
  readonly clock: Clock
  readonly logger: Logger
  /** Where offloaded values lie: they are fetched before anything is routed. */
  readonly blobs?: BlobStore
  /** Reads items as they are now, for processors that refresh. */
  readonly items?: ItemSource
  /** The records come long after their time, as a redrive brings them. @defaultValue false */
  readonly isLate?: boolean
  readonly originRules?: OriginRules
  /** What was found wrong with records before they came here: such a one is for no processor, and parked. */
  readonly problems?: ReadonlyMap<StreamRecord, Error>
  readonly faults?: FaultInjector
  /** Told what became of every record. Only then is a report made. */
  readonly observe?: (report: DispatchReport) => void
  /** Sets observers around each batch. */
  readonly watch?: WatchBatch
}
