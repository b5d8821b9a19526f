import { changeOf } from '../../core/change/change-of.ts'
import { asError } from '../../core/errors/thrown.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { GroupResult, RefreshTarget, StateCheck } from '../../core/processor/processor.ts'
import { viewOf } from '../../core/record/view-of.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { versionFloor } from '../../core/version/version-strategy.ts'
import { metadataIn, ownerOf } from './document-metadata.ts'
import { indexFaults } from './faults.ts'
import { keysOf } from './read-tasks.ts'
import { refreshByOwner } from './refresh-by-owner.ts'
import { refreshByVersion } from './refresh-by-version.ts'
import type { SearchPlan, Settled, WritingContext } from './search-plan.ts'
import { Task } from './search-plan.ts'
import { unansweredBy } from './unanswered.ts'

/** A refresh that no record asks for: it begins at the floor, which an item's own version may raise when it is read. */
export const taskOfItem = async (
  plan: SearchPlan,
  { id, address }: RefreshTarget,
  context: WritingContext & { readonly run?: string },
): Promise<Task> => {
  const { streamArn, keys } = address
  const { hour } = await plan.admit(streamArn, context)
  const view = viewOf({
    eventName: 'MODIFY',
    eventSourceARN: streamArn,
    dynamodb: { Keys: keys, SequenceNumber: '0', StreamViewType: 'KEYS_ONLY' },
  })
  const last = await changeOf(view, 'MODIFY', undefined)
  const version = versionFloor(plan.version, undefined, hour)
  return new Task({ key: last.key, changes: [last], last }, last, [id], version, {
    isRepair: true,
    ...(context.run !== undefined && { run: context.run }),
  })
}

const tasksFor = async (
  plan: SearchPlan,
  targets: readonly RefreshTarget[],
  context: WritingContext,
): Promise<readonly (Task | Error)[]> => {
  const tasks: (Task | Error)[] = []
  for (const target of targets) tasks.push(await taskOfItem(plan, target, context).catch(asError))
  return tasks
}

/** Where ids are those of items, a document under another id that names an item as its owner is a stray one. */
const isStray = ({ projection }: SearchPlan, { last, ids }: Task): boolean =>
  !projection.isIdDerived && projection.idOf(last) !== ids[0]

/** Takes a stray document away, if it is still the one that was looked at and still names the item. */
const removeStray = async (
  { index, store }: SearchPlan,
  task: Task,
  { signal }: WritingContext,
): Promise<GroupResult> => {
  const [id] = task.ids
  const [seen] = await store.look({ index, ids: [id] }, signal)
  if (seen?.found !== true || metadataIn(seen.metadata).owner !== ownerOf(keysOf(task))) return 'unchanged'
  const operation = { op: 'delete', index, id, guard: { by: 'seen', token: seen.token } } as const
  const [result] = await store.write([operation], signal)
  if (result === 'applied' || result instanceof Error) return result
  return raise(indexFaults, 'search.unsettled', { id, tries: 1 })
}

const refreshAll = async (
  plan: SearchPlan,
  tasks: readonly Task[],
  items: ItemSource,
  settled: Settled,
  context: WritingContext,
): Promise<void> => {
  if (plan.projection.isIdDerived) {
    await refreshByOwner(plan, tasks, items, settled, context)
    return
  }
  for (const task of tasks)
    if (isStray(plan, task)) settled.set(task.group, await removeStray(plan, task, context).catch(asError))
  const own = tasks.filter(task => !isStray(plan, task)).map(task => ({ task }))
  await refreshByVersion(plan, own, items, settled, context)
}

/** Brings single documents to what their items are now, by the same refresh as a record that no version can decide. */
export const refreshDocuments =
  (plan: SearchPlan): NonNullable<StateCheck['refresh']> =>
  async (targets, { items, ...context }) => {
    const settled: Settled = new Map()
    const tasks = await tasksFor(plan, targets, context)
    const sound = tasks.filter(task => task instanceof Task)
    await refreshAll(plan, sound, items, settled, context)
    return tasks.map(task =>
      task instanceof Task
        ? (settled.get(task.group) ?? unansweredBy(plan.name, targets.length, settled.size))
        : task,
    )
  }
