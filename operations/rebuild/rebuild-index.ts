import { privateFolder } from '../../adapters/file/private-files.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { asError } from '../../core/errors/thrown.ts'
import { saidOf } from '../verify/said-of.ts'
import { isOutage } from './fill-page.ts'
import { openRebuild } from './begin-rebuild.ts'
import { checkLateness } from './check-lateness.ts'
import type { Mended } from './compare-new-index.ts'
import { compareNewIndex } from './compare-new-index.ts'
import { rebuildFaults } from './faults.ts'
import { fillTables } from './fill-tables.ts'
import type { RebuildStep, RebuildSummary } from './rebuild-event.ts'
import type { RebuildOptions, RebuildRun } from './rebuild-run.ts'
import type { RebuildState } from './rebuild-state.ts'
import { rebuildStateFile } from './rebuild-state.ts'

const reach = async (run: RebuildRun, step: RebuildStep): Promise<void> => {
  const { state, tell } = run
  state.step = step
  await run.save()
  const { index, alias, before } = state
  tell({
    event: 'RebuildStep',
    step,
    index,
    alias,
    ...(step === 'done' && before !== '' && before !== index && { kept: before }),
  })
}

/** Nothing was made yet, so a run that may not begin leaves nothing behind. */
const makeIndex = async (run: RebuildRun): Promise<void> => {
  const { admin, state, given, folder, tell } = run
  await checkLateness(run, true)
  await run.save()
  tell({ event: 'KeptIn', file: rebuildStateFile(folder) })
  const { alias, index } = state
  await admin.createForRun({ alias, index, run: state.run, ...(given && { given }) })
  await reach(run, 'made')
}

const announce = async (run: RebuildRun): Promise<void> => {
  const { sinks, state, clock } = run
  for (const { check, tables } of sinks)
    await check.announce(
      tables.map(({ streamArn }) => streamArn),
      run,
    )
  state.announcedAtMs = clock.now()
  await reach(run, 'announced')
}

/** Until no invocation can still run that does not know the new index. */
const waitForAll = async (run: RebuildRun): Promise<void> => {
  const { state, settleMs, clock, signal, tell } = run
  const untilMs = state.announcedAtMs + settleMs
  const { index, alias } = state
  if (untilMs > clock.now()) tell({ event: 'RebuildStep', step: 'announced', index, alias, untilMs })
  while (untilMs > clock.now() && !signal.aborted) await clock.wait(untilMs - clock.now(), signal)
}

const letSettle = async (run: RebuildRun): Promise<void> => {
  await waitForAll(run)
  if (!run.signal.aborted) await reach(run, 'settled')
}

const fill = async (run: RebuildRun): Promise<void> => {
  await fillTables(run)
  if (!run.signal.aborted) await reach(run, 'filled')
}

/** Deleted and made anew by an engine's own habit, it would be another one without its mapping. */
const checkIndex = async ({ admin, state: { index, run } }: RebuildRun): Promise<void> => {
  if ((await admin.runOf(index)) !== run) throw raise(rebuildFaults, 'rebuild.index-gone', { index })
}

const compareTries = 5
const compareWaitMs = 15_000

/** What is compared already lies in files, so a comparison that an outage cut off goes on. */
const compareThroughOutages = async (run: RebuildRun): Promise<Mended> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await compareNewIndex(run)
    } catch (error) {
      const reason = asError(error)
      if (!isOutage(reason) || tries >= compareTries || run.signal.aborted) throw reason
      run.tell({ event: 'FillRetried', reason: saidOf(reason), afterMs: compareWaitMs })
      await run.clock.wait(compareWaitMs, run.signal)
    }
  }
}

const switchOver = async (run: RebuildRun): Promise<void> => {
  const { admin, state } = run
  const { alias, index, before } = state
  await checkLateness(run, true)
  const { live } = await admin.describeAlias(alias)
  const is = live.join(', ')
  if (is !== before && is !== index)
    throw raise(rebuildFaults, 'rebuild.alias-moved', { index: alias, was: before || 'nothing', is })
  await admin.switchAlias(alias, index)
  await reach(run, 'switched')
}

const finish = async (run: RebuildRun): Promise<void> => {
  const { sinks, admin, state } = run
  for (const { check } of sinks) await check.withdraw(run)
  await admin.endRun(state.index, state.gcDeletes)
  await reach(run, 'done')
}

/**
 * Makes the new index and lets every process know of it, and no more: for what fills it by other means.
 *
 * @throws PipelineError as {@link rebuildIndex}
 */
export const announceRebuild = async (options: RebuildOptions): Promise<RebuildState> => {
  await privateFolder(options.folder)
  const run = await openRebuild(options)
  if (run.state.step === 'chosen') await makeIndex(run)
  if (run.state.step === 'made') await announce(run)
  return run.state
}

const noMended: Mended = { swept: 0, sweptOfRun: 0, repaired: 0, readUnits: 0, interrupted: false }

const takeSteps = async (run: RebuildRun): Promise<Mended> => {
  const { state, signal } = run
  let mended = noMended
  if (state.step === 'chosen') await makeIndex(run)
  else if (state.step !== 'done') await checkIndex(run)
  if (state.step === 'made' && !signal.aborted) await announce(run)
  if (state.step === 'announced') await letSettle(run)
  if (state.step === 'settled' && !signal.aborted) await fill(run)
  // Nobody knows when what is adopted was announced: compared too early, a change could still go past it.
  if (state.step === 'filled' && run.isAdopted === true) await waitForAll(run)
  if (state.step === 'filled' && !signal.aborted) {
    await checkIndex(run)
    mended = await compareThroughOutages(run)
    if (!mended.interrupted) await reach(run, 'compared')
  }
  if (state.step === 'compared' && !signal.aborted) await switchOver(run)
  if (state.step === 'switched') await finish(run)
  return mended
}

const summaryOf = ({ state, pace, signal }: RebuildRun, mended: Mended): RebuildSummary => ({
  alias: state.alias,
  index: state.index,
  step: state.step,
  items: state.items,
  filled: state.filled,
  held: state.held,
  unfilled: state.unfilled,
  swept: mended.swept,
  sweptOfRun: mended.sweptOfRun,
  repaired: mended.repaired,
  readUnits: Math.round((pace.spent() + mended.readUnits) * 10) / 10,
  interrupted: signal.aborted && state.step !== 'done',
})

/**
 * Builds an index anew beside the one that is read, while its table is in use: makes it, lets every process write to
 * both, fills in what is missing below all that a record writes, compares, switches the alias. Each step can be taken
 * again, so a run that was killed goes on in the same folder, wherever it was.
 *
 * @throws PipelineError `rebuild.*`, `search.*`, `verify.*`, and what tables and sinks throw
 */
export const rebuildIndex = async (options: RebuildOptions): Promise<RebuildSummary> => {
  await privateFolder(options.folder)
  const run = await openRebuild(options)
  try {
    return summaryOf(run, await takeSteps(run))
  } catch (error) {
    // An interrupt cuts off what is under way: that is no failure.
    if (!options.signal.aborted) throw error
    return summaryOf(run, noMended)
  }
}
