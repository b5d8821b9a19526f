import { dispatch } from '../../core/dispatch/dispatch.ts'
import type { ProcessorReport, RecordReport } from '../../core/dispatch/report.ts'
import { recordName } from '../../core/ledger/ledger-entry.ts'
import { recordId } from '../../core/ledger/ledger.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { ParkingStore } from '../../core/parking/parking-store.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { PlannedRecord, RedrivePlan } from './plan.ts'
import { deliveryName } from './plan.ts'
import type { RedriveRun } from './redrive-run.ts'

/** How each (processor, record) ended, by its name. */
export type RedriveResults = ReadonlyMap<string, ProcessorReport>

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

/** A registry that routes a record only to those of its processors that are to have it. */
const narrowed = (registry: Registry, isFor: (processor: string, view: RecordView) => boolean): Registry => ({
  ...registry,
  route: (view, to) => {
    registry.route(view, (position, ...rest) => {
      const name = registry.processors[position]?.name
      if (name !== undefined && isFor(name, view)) to(position, ...rest)
    })
  },
})

/** To whom records go now: not to those behind a failure, nor for what another redrive has settled. */
const openOf = (
  { functionName, registry }: RedrivePlan,
  records: readonly PlannedRecord[],
  run: RedriveRun,
) => {
  const { lanes, objectClaims, isChosen, resolve } = run
  const planned = new Map(records.map(({ view, deliveries }) => [view.record, deliveries]))
  return narrowed(registry, (processor, view) => {
    const delivery = planned.get(view.record)?.get(processor)
    if (delivery === undefined || !isChosen(processor, delivery)) return false
    // Its claim says by now what was said of it, and what is done is not done again.
    if (delivery.doubt !== undefined && resolve === undefined) return false
    return (
      !lanes.isBlocked(functionName, processor, view) &&
      !delivery.objects.every(objectClaims.isSettledElsewhere)
    )
  })
}

/**
 * Delivers records to those of their processors that are still open, in order, as an invocation of the function
 * would, and tells how each ended. `passing` remembers one try for the next.
 *
 * @throws PipelineError of disposition `stop`
 */
export const deliverCall = async (
  plan: RedrivePlan,
  records: readonly PlannedRecord[],
  passing: LedgerStore,
  run: RedriveRun,
): Promise<RedriveResults> => {
  const {
    clock,
    logger,
    blobs,
    items,
    claims,
    newId,
    ledgerLifeMs,
    timeoutMs,
    endsAtMs = Infinity,
    account,
    tell,
  } = run
  const { functionName, scope } = plan
  const registry = openOf(plan, records, run)
  const results = new Map<string, ProcessorReport>()
  const note = (report: RecordReport): void => {
    const outcomes = report.outcomes.filter(({ ran }) => ran)
    if (outcomes.length > 0) tell({ event: 'EffectWritten', functionName, report: { ...report, outcomes } })
    for (const outcome of report.outcomes) {
      const name = deliveryName(recordName(recordId(report)), outcome.processor)
      const before = results.get(name)
      // What an earlier try has finished is only known to a later one.
      if (before === undefined || before.outcome === 'retry') results.set(name, outcome)
    }
  }
  for (let tries = 0; ; tries += 1) {
    account.batchStarted(tries > 0)
    const { batchItemFailures } = await dispatch(
      registry,
      records.map(({ view }) => view.record),
      {
        functionName,
        stage: scope.stage,
        ledger: passing,
        parking: noParking,
        ...(claims && {
          claims: { store: claims, newId, functionName: scope.functionName, lifeMs: ledgerLifeMs },
        }),
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
      },
    )
    const waitMs = waitsMs[tries]
    if (batchItemFailures.length === 0 || waitMs === undefined) return results
    await clock.wait(waitMs)
  }
}
