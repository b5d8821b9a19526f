import type { TakenNumber, VersionCounters } from '../../core/version/version-counters.ts'
import { unanswered } from './unanswered.ts'
import type { SearchPlan } from './search-plan.ts'
import { Task } from './search-plan.ts'

/** A task, and what its number has to lie above. */
interface Wish {
  readonly task: Task
  readonly above?: string | undefined
}

/** Takes a number from each task's counter, which is the item's in this index. */
export const takeNumbers = async (
  { name, scope, version, projection }: SearchPlan,
  counters: VersionCounters,
  wishes: readonly Wish[],
  signal: AbortSignal,
): Promise<readonly TakenNumber[]> => {
  if (wishes.length === 0) return []
  const requests = wishes.map(({ task: { last }, above }) => ({
    scope: `${projection.idPrefix}@${scope}`,
    key: last.key,
    position: version.versionOf(last, 0),
    ...(above !== undefined && { above }),
  }))
  const taken = await counters.take(requests, signal)
  if (taken.length !== requests.length) throw unanswered(`counters of ${name}`, requests.length, taken.length)
  return taken
}

/** The same tasks with their numbers for versions; the ones that a later record has overtaken know it. */
export const withNumbers = async (
  plan: SearchPlan,
  tasks: readonly Task[],
  signal: AbortSignal,
): Promise<readonly Task[]> => {
  const { counters } = plan.version
  if (counters === undefined || plan.projection.isIdDerived) return tasks
  const taken = await takeNumbers(
    plan,
    counters,
    tasks.map(task => ({ task })),
    signal,
  )
  return tasks.map(({ group, last, ids }, at) => {
    const { number = '0', position = '' } = taken[at] ?? {}
    return new Task(group, last, ids, number, { isOvertaken: position > plan.version.versionOf(last, 0) })
  })
}
