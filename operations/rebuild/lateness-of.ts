import type { Clock } from '../../core/clock.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import { functionLateness } from '../../adapters/aws/function-lateness.ts'
import type { FoundSubjects } from '../verify/source/find-subjects.ts'
import { rebuildFaults } from './faults.ts'
import type { LatenessSince } from './rebuild-run.ts'

/**
 * How far the functions are behind, as CloudWatch knows it of deployed ones: of those on this machine nobody keeps it.
 * The worst of all of them counts.
 *
 * @throws PipelineError `rebuild.lateness-unreadable` while it runs
 */
export const latenessOf = ({ subjects, isLocal }: FoundSubjects, clock: Clock): LatenessSince => {
  if (isLocal) return async () => Promise.resolve(undefined)
  return async (sinceMs, signal) => {
    const names = subjects.map(({ deployedName }) => deployedName)
    try {
      return await functionLateness(names, { sinceMs, nowMs: clock.now() }, signal)
    } catch (error) {
      throw raise(rebuildFaults, 'rebuild.lateness-unreadable', { reason: reasonOf(error) }, { cause: error })
    }
  }
}
