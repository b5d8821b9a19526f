import { raise } from '../../core/errors/pipeline-error.ts'
import { rebuildFaults } from './faults.ts'
import type { RebuildRun } from './rebuild-run.ts'

const checkEveryMs = 60_000
const hourMs = 3_600_000
/** A stream keeps 24 hours, and what is about to leave it counts as gone. */
const trimmedMs = 23 * hourMs

/**
 * Refuses to go on where the functions are too far behind: what changes after a page was read has to come by the
 * stream, and what nobody read for a day has left it. Looked at each minute, and for the time since the last look.
 *
 * @throws PipelineError `rebuild.stream-late`, `rebuild.stream-trimmed`
 */
export const checkLateness = async (run: RebuildRun, isDue = false): Promise<void> => {
  const { state, clock, lateness, maxLateMs: mostMs = hourMs, signal, tell } = run
  const sinceMs = state.checkedAtMs
  if (!isDue && clock.now() - sinceMs < checkEveryMs) return
  // The others of a scan go by this look.
  state.checkedAtMs = clock.now()
  try {
    const late = await lateness(sinceMs, signal)
    // Where nobody knows, what nobody saw for a day may be gone.
    const unseenMs = late?.mostMs ?? clock.now() - sinceMs
    if (unseenMs >= trimmedMs) throw raise(rebuildFaults, 'rebuild.stream-trimmed', { lateMs: unseenMs })
    if (late !== undefined && late.nowMs > mostMs)
      throw raise(rebuildFaults, 'rebuild.stream-late', { lateMs: late.nowMs, mostMs })
    if (late === undefined && isDue) tell({ event: 'LatenessUnknown' })
  } catch (error) {
    state.checkedAtMs = sinceMs
    throw error
  }
}
