import type { ProcessorReport } from '../../core/dispatch/report.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { admitDoubts, resolveDoubts, withDoubts } from './doubts.ts'
import { deliverPlan } from './deliver.ts'
import { redriveFaults } from './faults.ts'
import { findObjects } from './find.ts'
import { loadWave } from './load.ts'
import { waves } from './objects/waves.ts'
import type { RedrivePlan } from './plan.ts'
import { groupsOf, planGroup } from './plan.ts'
import type { RedriveSummary } from './redrive-event.ts'
import type { RedriveOptions } from './redrive-options.ts'
import type { RedriveRun } from './redrive-run.ts'
import { newRun } from './redrive-run.ts'
import { rehearse } from './rehearse.ts'
import { settleCall, settleObjects } from './settle.ts'

/** Records whose objects are in hand at once; more where objects overlap. */
const waveRecords = 1_000

/**
 * Refuses a processor that no function has, a limit that is none, and a resolution that is none.
 * @throws PipelineError `redrive.processor-unknown`, `redrive.limit-invalid`, `redrive.resolve-invalid`
 */
const check = ({ processor, limit, registries, resolve }: RedriveOptions): void => {
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0))
    throw raise(redriveFaults, 'redrive.limit-invalid', { limit })
  if (resolve !== undefined && !['applied', 'repeat'].includes(resolve))
    throw raise(redriveFaults, 'redrive.resolve-invalid', { resolve })
  const known = [...registries.values()].flatMap(registry => registry.names())
  if (processor !== undefined && !known.includes(processor))
    throw raise(redriveFaults, 'redrive.processor-unknown', { processor, known })
}

/** What is finished of a group that was interrupted is remembered, and set aside by the next redrive. */
const carryOut = async (plan: RedrivePlan, total: number, run: RedriveRun): Promise<void> => {
  await resolveDoubts(plan, run)
  const results = new Map<string, ProcessorReport>()
  for await (const call of deliverPlan(plan, run)) {
    for (const [delivery, report] of call.results) results.set(delivery, report)
    await settleCall(plan, call, run)
    run.tell({ event: 'Progress', done: run.tally.recordsDone, total, atMs: run.clock.now() })
  }
  if (!run.signal.aborted) await settleObjects(plan, results, run)
}

const summaryOf = (run: RedriveRun, objects: number, unread: number): RedriveSummary => {
  const { redriven, failed, left, inHand, settledElsewhere, wouldDeliver, inDoubt } = run.tally
  return {
    ...run.account.summary(),
    objects: objects + unread - settledElsewhere,
    redriven,
    objectsFailed: failed + unread,
    objectsLeft: left,
    objectsInHand: inHand,
    wouldDeliver,
    inDoubt,
    interrupted: run.signal.aborted,
  }
}

/** Find what waits; then, wave by wave of it: load, plan, deliver, settle. */
const redriveAll = async (run: RedriveRun): Promise<RedriveSummary> => {
  const { found, unread } = await findObjects(run)
  const total = found.reduce((sum, { records }) => sum + records, 0)
  for (const wave of waves(found, waveRecords)) {
    if (run.signal.aborted) break
    for (const group of groupsOf(await loadWave(wave, run), run)) {
      const plan = await withDoubts(await planGroup(group, run), run)
      admitDoubts(plan, run)
      if (run.dryRun) rehearse(plan, run)
      else await carryOut(plan, total, run)
    }
    await run.objectClaims.release()
  }
  return summaryOf(run, found.length, unread)
}

/**
 * Redrives parked changes and discarded batches: delivers them again to their processors, oldest first, and sets
 * aside what is finished under `redriven/`. A discarded batch is measured by the function's ledger, so nothing that
 * had succeeded is repeated (L14); a parked change counts as done there and is delivered all the same (L4). What was
 * redriven is remembered too, so running it twice, or again after an interruption, changes nothing. Each object is
 * taken in hand first, so that two redrives at once do not deliver the same changes.
 *
 * What is in doubt of a strict processor is told and left, until `resolve` says what a person has found.
 *
 * @throws PipelineError `redrive.processor-unknown`, `redrive.limit-invalid`, `redrive.resolve-invalid`,
 * `redrive.place-unreadable`, `redrive.claim-lost`, `config.*`, `aws.*`, and what the ledger or a place throws
 */
export const redrive = async (options: RedriveOptions): Promise<RedriveSummary> => {
  check(options)
  const run = newRun(options)
  try {
    return await redriveAll(run)
  } finally {
    await run.objectClaims.release()
  }
}
