import { changeOf } from '../../core/change/change-of.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { RefreshTarget, StateCheck } from '../../core/processor/processor.ts'
import { viewOf } from '../../core/record/view-of.ts'
import { floorOfHour } from '../../core/version/version-strategy.ts'
import { refreshByOwner } from './refresh-by-owner.ts'
import { refreshByVersion } from './refresh-by-version.ts'
import type { SearchPlan, Settled, WritingContext } from './search-plan.ts'
import { Task } from './search-plan.ts'
import { unanswered } from './unanswered.ts'

/** A refresh that no record asks for: it begins at the floor of the stream that is open now. */
const taskFor = async (
  plan: SearchPlan,
  { id, address }: RefreshTarget,
  context: WritingContext,
): Promise<Task> => {
  const { streamArn, keys } = address
  const { hour } = await plan.admit(streamArn, context)
  const view = viewOf({
    eventName: 'MODIFY',
    eventSourceARN: streamArn,
    dynamodb: { Keys: keys, SequenceNumber: '0', StreamViewType: 'KEYS_ONLY' },
  })
  const last = await changeOf(view, 'MODIFY', undefined)
  return new Task({ key: last.key, changes: [last], last }, last, [id], String(floorOfHour(hour)))
}

const tasksFor = async (
  plan: SearchPlan,
  targets: readonly RefreshTarget[],
  context: WritingContext,
): Promise<readonly (Task | Error)[]> => {
  const tasks: (Task | Error)[] = []
  for (const target of targets) tasks.push(await taskFor(plan, target, context).catch(asError))
  return tasks
}

/** Brings single documents to what their items are now, by the same refresh as a record that no version can decide. */
export const refreshDocuments =
  (plan: SearchPlan): NonNullable<StateCheck['refresh']> =>
  async (targets, { items, ...context }) => {
    const settled: Settled = new Map()
    const tasks = await tasksFor(plan, targets, context)
    const sound = tasks.filter(task => task instanceof Task)
    if (plan.projection.isIdDerived) await refreshByOwner(plan, sound, items, settled, context)
    else
      await refreshByVersion(
        plan,
        sound.map(task => ({ task })),
        items,
        settled,
        context,
      )
    return tasks.map(task =>
      task instanceof Task
        ? (settled.get(task.group) ?? unanswered(plan.name, targets.length, settled.size))
        : task,
    )
  }
