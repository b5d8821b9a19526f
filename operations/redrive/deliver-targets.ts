import { catalogue } from '../../core/errors/catalogue.ts'
import type { Clock } from '../../core/clock.ts'
import { dispatch } from '../../core/dispatch/dispatch.ts'
import type { ProcessorReport, RecordReport } from '../../core/dispatch/report.ts'
import type { Fact, Facts } from '../../core/ledger/facts.ts'
import { recordName } from '../../core/ledger/facts.ts'
import { recordId } from '../../core/ledger/ledger.ts'
import type { Logger } from '../../core/logger.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import { narrowed, passingLedger } from './narrow.ts'
import type { Group, Target } from './targets.ts'

/** What a delivery needs besides the records. */
export interface DeliverySurroundings {
  readonly clock: Clock
  readonly logger: Logger
  /** Time for one call, in milliseconds. */
  readonly timeoutMs: number
  readonly endsAtMs?: number
  readonly onInvoke: (isRetry: boolean) => void
  readonly onReport: (report: RecordReport) => void
}

/** Where a (processor, record) stands in results. */
export const placeOf = (recordName: string, processor: string): string => `${recordName} ${processor}`

/** Outages and throttling are waited for, but an operator stands by: three tries, then it is said. */
const waitsMs = [200, 1_000]

const knownFacts = (targets: readonly Target[]): Facts =>
  new Map(
    targets.map(({ name, view, wants }) => {
      const done = [...wants].filter(([, want]) => want.done !== undefined)
      const facts = done.map(([processor, want]): [string, Fact] => [
        processor,
        { done: want.done, attempts: 0, together: false },
      ])
      return [name, { id: recordId(view), byProcessor: new Map(facts) }]
    }),
  )

/**
 * Delivers records to those of their processors that are still open, in order, as an invocation of the function
 * would, and tells how each ended. Nothing is parked or remembered here: what fails stays where it was.
 */
export const deliverTargets = async (
  { functionName, registry, scope }: Group,
  targets: readonly Target[],
  isFor: (processor: string, view: RecordView) => boolean,
  surroundings: DeliverySurroundings,
): Promise<ReadonlyMap<string, ProcessorReport>> => {
  const { clock, logger, timeoutMs, endsAtMs = Infinity, onInvoke, onReport } = surroundings
  const wants = new Map(targets.map(target => [target.view.record, target.wants]))
  const narrow = narrowed(
    registry,
    (processor, view) => wants.get(view.record)?.has(processor) === true && isFor(processor, view),
  )
  const ledger = passingLedger(knownFacts(targets))
  const records = targets.map(({ view }) => view.record)
  const results = new Map<string, ProcessorReport>()
  for (let tries = 0; ; tries += 1) {
    onInvoke(tries > 0)
    const { batchItemFailures } = await dispatch(narrow, records, {
      functionName,
      stage: scope.stage,
      ledger,
      parking: { put: async () => Promise.resolve(), list: () => nothing() },
      deadlineAtMs: Math.min(clock.now() + timeoutMs, endsAtMs),
      reserveMs: 0,
      maxAttempts: Number.MAX_SAFE_INTEGER,
      concurrency: 50,
      ledgerLifeMs: timeoutMs,
      clock,
      logger,
      observe: report => {
        for (const each of report.records) {
          onReport({ ...each, outcomes: each.outcomes.filter(({ ran }) => ran) })
          const name = recordName(recordId(each))
          for (const outcome of each.outcomes) {
            const place = placeOf(name, outcome.processor)
            const before = results.get(place)
            // What an earlier try has finished is only known to a later one.
            if (before === undefined || before.outcome === 'retry') results.set(place, outcome)
          }
        }
      },
    })
    const waitMs = waitsMs[tries]
    if (batchItemFailures.length === 0 || waitMs === undefined) return results
    await clock.wait(waitMs)
  }
}

async function* nothing(): AsyncGenerator<never> {
  // A redrive reads parked changes where they lie; nobody lists these.
}

/** What to do about an error code, where it is one of the catalogue's. */
export const remedyOf = (code: string): string | undefined =>
  Object.hasOwn(catalogue, code) ? catalogue[code as keyof typeof catalogue].remedy : undefined
