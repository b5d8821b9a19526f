import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { raise } from '../../core/errors/pipeline-error.ts'
import { problems } from '../verify/report.ts'
import type { VerifyEvent, VerifySummary } from '../verify/verify-event.ts'
import { verifyTables } from '../verify/verify-tables.ts'
import { rebuildFaults } from './faults.ts'
import type { RebuildRun } from './rebuild-run.ts'

/** What a comparison mended. */
export interface Mended {
  readonly swept: number
  readonly sweptOfRun: number
  readonly repaired: number
  readonly readUnits: number
  readonly interrupted: boolean
}

const fewest = 1_000

const standingIn = (summary: VerifySummary): number =>
  problems.reduce((sum, problem) => sum + summary[problem], 0) - summary.repaired

/**
 * Compares the new index with the tables by `verify`, and mends what stood at three looks: documents of no item are
 * taken away after their item was asked once more, others are brought to what it is. Beyond the cap nothing is changed.
 *
 * @throws PipelineError `rebuild.differs`
 */
export const compareNewIndex = async (run: RebuildRun): Promise<Mended> => {
  const { sinks, folder, state, tell, clock, random, signal, pauseMs, maxReadUnits, blobs } = run
  const work = join(folder, 'compare')
  const most = run.maxRepairs ?? Math.max(fewest, Math.floor(state.items / 100))
  let [swept, sweptOfRun] = [0, 0]
  const count = (event: VerifyEvent): void => {
    tell(event)
    if (event.event !== 'Repaired' || event.problem !== 'ghosts') return
    swept += 1
    sweptOfRun += event.run === state.run ? 1 : 0
  }
  const summary = await verifyTables({
    subjects: sinks.map(({ functionName, processor, check, tables }) => ({
      functionName,
      processors: [{ ...processor, check }],
      tables,
    })),
    scope: { type: 'full' },
    folder: work,
    segments: state.segments,
    maxReadUnits,
    ...(pauseMs !== undefined && { pauseMs }),
    ...(blobs && { blobs }),
    repair: { isDryRun: false, most },
    clock,
    random,
    signal,
    tell: count,
  })
  const { repaired, readUnits, interrupted } = summary
  if (!interrupted) {
    // What was compared is of no use once it is over: the next comparison has to look at what is there then.
    await rm(work, { recursive: true, force: true })
    const standing = standingIn(summary)
    if (standing > 0) throw raise(rebuildFaults, 'rebuild.differs', { index: state.index, standing, most })
  }
  return { swept, sweptOfRun, repaired: repaired - swept, readUnits, interrupted }
}
