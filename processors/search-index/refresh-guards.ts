import { greatestVersion, laterVersion, versionAbove } from '../../core/version/version-strategy.ts'
import type { SearchPlan, Task } from './search-plan.ts'
import type { Guard } from './search-store.ts'
import { takeNumbers } from './take-numbers.ts'

/** A guard that goes by versions. */
export type VersionGuard = Extract<Guard, { readonly version: string }>

/** A task to be refreshed, and the greatest version that was met at the store. */
interface Standing {
  readonly task: Task
  readonly stands: string | undefined
  /** What the item brings along by itself, where no record has a version. */
  readonly floor?: string
}

/** Above what stands, where the record's own version is not. At the very last version nothing is above. */
const aboveStanding = ({ task, stands, floor = '0' }: Standing): VersionGuard => {
  const version = laterVersion(task.version, floor)
  const isAbove = stands === undefined || laterVersion(version, stands) !== stands
  if (isAbove) return { by: 'newer', version }
  return { by: stands === greatestVersion ? 'newer-or-equal' : 'newer', version: versionAbove(stands) }
}

/**
 * How the refreshes of tasks are to be written: each above what it has looked at, so that of two that looked at the
 * same only the first is taken. At the version that stands, one that arrives late, after another refresh of the item,
 * would bring back what that had replaced.
 */
export const refreshGuards = async <T extends Standing>(
  plan: SearchPlan,
  open: readonly T[],
  signal: AbortSignal,
): Promise<readonly (readonly [T, VersionGuard])[]> => {
  const { counters } = plan.version
  if (counters === undefined) return open.map(each => [each, aboveStanding(each)])
  const taken = await takeNumbers(plan, counters, open, signal)
  return taken.map(([each, { number }]) => [each, { by: 'newer', version: number }])
}
