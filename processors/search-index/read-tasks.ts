import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import type { Documented } from './document-for.ts'
import type { SearchPlan, Task } from './search-plan.ts'

/**
 * What the table says of an item: the document that it is to have, if any, and the version that the item itself brings
 * along, where no record does; or why that cannot be told.
 */
export type Reading = { readonly wanted: Documented | undefined; readonly floor?: string } | Error

const readsAtOnce = 16

/** The key attributes of a task's item. */
export const keysOf = ({ last }: Task): Image => last.record.dynamodb?.Keys ?? {}

/** Reads a task's item, and what document it is to have. */
export const readTask = async (
  { projectItem, version }: SearchPlan,
  task: Task,
  items: ItemSource,
  signal: AbortSignal,
): Promise<Reading> => {
  const { streamArn, record } = task.last
  const keys = keysOf(task)
  try {
    const item = await items.read({ streamArn, keys }, signal)
    const wanted = await projectItem(keys, item, record.awsRegion)
    const floor = task.isRepair ? version.floorOf?.(item, 0) : undefined
    return { wanted, ...(floor !== undefined && { floor }) }
  } catch (error) {
    return asError(error)
  }
}

/** Reads the items of many tasks, so many at a time, and gives each with its reading; one that fails costs itself only. */
export const readAll = async <T extends { readonly task: Task }>(
  plan: SearchPlan,
  tasks: readonly T[],
  items: ItemSource,
  signal: AbortSignal,
): Promise<readonly (readonly [T, Reading])[]> =>
  mapConcurrently(tasks, readsAtOnce, async each => [each, await readTask(plan, each.task, items, signal)])

/** True when two readings say the same; of what could not be read nothing is the same. */
export const isSameReading = (a: Reading, b: Reading): boolean => {
  if (a instanceof Error || b instanceof Error) return false
  return a.wanted?.id === b.wanted?.id && a.wanted?.content === b.wanted?.content
}
