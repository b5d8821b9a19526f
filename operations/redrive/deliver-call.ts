import type { BlobStore } from '../../core/blob/blob-store.ts'
import type { Clock } from '../../core/clock.ts'
import { dispatch } from '../../core/dispatch/dispatch.ts'
import type { ProcessorReport, RecordReport } from '../../core/dispatch/report.ts'
import { recordName } from '../../core/ledger/facts.ts'
import { recordId } from '../../core/ledger/ledger.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { Logger } from '../../core/logger.ts'
import type { ParkingStore } from '../../core/parking/parking-store.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { narrowed } from './narrow.ts'
import type { Group, Target } from './targets.ts'
import { placeOf } from './targets.ts'

/** What a delivery needs besides the records. */
export interface DeliverySurroundings {
  readonly clock: Clock
  readonly logger: Logger
  readonly blobs?: BlobStore
  /** Reads items as they are now, for processors that can bring their sink to them. */
  readonly items?: ItemSource
  /** Time for one call, in milliseconds. */
  readonly timeoutMs: number
  /** Epoch milliseconds at which calls are cut off, whatever time they have. */
  readonly endsAtMs?: number
  readonly onInvoke: (isRetry: boolean) => void
  readonly onReport: (report: RecordReport) => void
}

/** How each (processor, record) ended, by its place. */
export type Results = ReadonlyMap<string, ProcessorReport>

/** Outages and throttling are waited for, but an operator stands by: three tries, then it is said. */
const waitsMs = [200, 1_000]

/** What fails for good stays where it lies, and holds back what is behind it: parking would let that go on. */
const noParking: ParkingStore = {
  put: async () => Promise.reject(new Error('a redrive parks nothing; the change stays where it lies')),
  list: () => nothing(),
}

async function* nothing(): AsyncGenerator<never> {
  // Nobody lists what a redrive parks.
}

/**
 * Delivers records to those of their processors that are still open, in order, as an invocation of the function
 * would, and tells how each ended. `passing` remembers one try for the next.
 *
 * @throws PipelineError of disposition `stop`
 */
export const deliverTargets = async (
  { functionName, registry, scope }: Group,
  targets: readonly Target[],
  passing: LedgerStore,
  isFor: (processor: string, view: RecordView) => boolean,
  surroundings: DeliverySurroundings,
): Promise<Results> => {
  const { clock, logger, blobs, items, timeoutMs, endsAtMs = Infinity, onInvoke, onReport } = surroundings
  const wants = new Map(targets.map(target => [target.view.record, target.wants]))
  const narrow = narrowed(
    registry,
    (processor, view) => wants.get(view.record)?.has(processor) === true && isFor(processor, view),
  )
  const records = targets.map(({ view }) => view.record)
  const results = new Map<string, ProcessorReport>()
  const note = (report: RecordReport): void => {
    onReport({ ...report, outcomes: report.outcomes.filter(({ ran }) => ran) })
    for (const outcome of report.outcomes) {
      const place = placeOf(recordName(recordId(report)), outcome.processor)
      const before = results.get(place)
      // What an earlier try has finished is only known to a later one.
      if (before === undefined || before.outcome === 'retry') results.set(place, outcome)
    }
  }
  for (let tries = 0; ; tries += 1) {
    onInvoke(tries > 0)
    const { batchItemFailures } = await dispatch(narrow, records, {
      functionName,
      stage: scope.stage,
      ledger: passing,
      parking: noParking,
      ...(blobs && { blobs }),
      ...(items && { items }),
      isLate: true,
      deadlineAtMs: Math.min(clock.now() + timeoutMs, endsAtMs),
      reserveMs: 0,
      maxAttempts: Number.MAX_SAFE_INTEGER,
      concurrency: 50,
      ledgerLifeMs: timeoutMs,
      clock,
      logger,
      observe: report => {
        report.records.forEach(note)
      },
    })
    const waitMs = waitsMs[tries]
    if (batchItemFailures.length === 0 || waitMs === undefined) return results
    await clock.wait(waitMs)
  }
}
