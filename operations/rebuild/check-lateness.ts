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
  let lateMs: number | undefined
  try {
    lateMs = await lateness(sinceMs, signal)
  } catch (error) {
    state.checkedAtMs = sinceMs
    throw error
  }
  const knownMs = lateMs ?? (clock.now() - sinceMs >= trimmedMs ? clock.now() - sinceMs : undefined)
  if (knownMs === undefined) {
    if (isDue) tell({ event: 'LatenessUnknown' })
    return
  }
  if (knownMs <= mostMs) return
  state.checkedAtMs = sinceMs
  throw knownMs >= trimmedMs
    ? raise(rebuildFaults, 'rebuild.stream-trimmed', { lateMs: knownMs })
    : raise(rebuildFaults, 'rebuild.stream-late', { lateMs: knownMs, mostMs })
}
