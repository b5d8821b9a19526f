import type { TakenNumber, VersionCounters } from '../../core/version/version-counters.ts'
import { answersTo } from './unanswered.ts'
import type { SearchPlan } from './search-plan.ts'
import { Task } from './search-plan.ts'

/** A task, and what its number has to lie above. */
interface Wish {
  readonly task: Task
  readonly stands?: string | undefined
}

/** Takes a number from each task's counter, which is the item's in this index. */
export const takeNumbers = async <T extends Wish>(
  { name, scope, version, projection }: SearchPlan,
  counters: VersionCounters,
  wishes: readonly T[],
  signal: AbortSignal,
): Promise<readonly (readonly [T, TakenNumber])[]> => {
  if (wishes.length === 0) return []
  const requests = wishes.map(({ task: { last }, stands }) => ({
    scope: `${projection.idPrefix}@${scope}`,
    key: last.key,
    position: version.versionOf(last, 0),
    ...(stands !== undefined && { above: stands }),
  }))
  const taken = await counters.take(requests, signal)
  return answersTo(`counters of ${name}`, wishes, taken).map(([wish, answer]) => {
    if (answer instanceof Error) throw answer
    return [wish, answer]
  })
}

/** The same tasks with their numbers for versions; the ones that a later record has overtaken know it. */
export const withNumbers = async (
  plan: SearchPlan,
  tasks: readonly Task[],
  signal: AbortSignal,
): Promise<readonly Task[]> => {
  const { counters } = plan.version
  if (counters === undefined || plan.projection.isIdDerived) return tasks
  const wishes = tasks.map(task => ({ task }))
  const taken = await takeNumbers(plan, counters, wishes, signal)
  return taken.map(([{ task }, { number, position }]) => {
    const isOvertaken = position > plan.version.versionOf(task.last, 0)
    return new Task(task.group, task.last, task.ids, number, { isOvertaken })
  })
}
