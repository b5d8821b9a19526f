import { privateFolder } from '../../adapters/file/private-files.ts'
import { compareEvents } from './events/compare-events.ts'
import { newVerifyRun } from './new-run.ts'
import type { MendableDifference } from './report.ts'
import { openState } from './run-state.ts'
import { repair } from './repair/repair.ts'
import { compareChanged } from './state/compare-changed.ts'
import { compareFully } from './state/compare-fully.ts'
import { compareSample } from './state/compare-sample.ts'
import { lookAgain } from './state/look-again.ts'
import type { Suspect } from './state/suspect.ts'
import type { ValueFile } from './value-file.ts'
import type { VerifySummary } from './verify-event.ts'
import type { VerifyTablesOptions } from './verify-options.ts'
import type { VerifyRun } from './verify-run.ts'

const overOf = ({ subjects, scope }: VerifyTablesOptions): string =>
  subjects
    .map(
      ({ functionName, tables, processors }) =>
        `${functionName} (${tables.map(({ tableName }) => tableName).join()}: ${processors.map(({ name }) => name).join()})`,
    )
    .join(', ') + `, ${JSON.stringify(scope)}`

const firstLook = async (run: VerifyRun, options: VerifyTablesOptions): Promise<ValueFile<Suspect>> => {
  const { scope, records, segments = 8, random } = options
  if (scope.type === 'sample') return compareSample(run, scope.share, random)
  if (scope.type === 'changed') return compareChanged(run, records)
  return compareFully(run, openState(run.folder, overOf(options), segments))
}

const summaryOf = ({ tally, pace, signal }: VerifyRun): VerifySummary => ({
  ...tally,
  readUnits: Math.round(pace.spent() * 10) / 10,
  interrupted: signal.aborted,
})

/** An interrupt cuts off what is under way: that is no failure. */
const unlessInterrupted = async (run: VerifyRun, work: () => Promise<void>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!run.signal.aborted) throw error
  }
}

/**
 * Compares sinks with tables of any size, while both are in use. What differs is looked at again until it is right or
 * stood at so many looks, so a change on its way is no difference. Memory holds one part in 256 of what is compared;
 * the rest lies in files of `folder`, about 150 bytes for each item and each document.
 *
 * Reads only, but for `repair`.
 *
 * @throws PipelineError `verify.*`, and what tables and sinks throw
 */
export const verifyTables = async (options: VerifyTablesOptions): Promise<VerifySummary> => {
  const run = newVerifyRun(options)
  await privateFolder(run.folder)
  await unlessInterrupted(run, async () => {
    const standing: ValueFile<MendableDifference> = await lookAgain(run, await firstLook(run, options))
    if (options.records !== undefined) await compareEvents(run, options.records)
    if (options.repair !== undefined && !run.signal.aborted) await repair(run, standing, options.repair)
  })
  return summaryOf(run)
}
