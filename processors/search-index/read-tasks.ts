import { mapConcurrently } from '../../core/concurrency/map-concurrently.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { ItemAddress, ItemSource } from '../../core/refresh/item-source.ts'
import type { Documented } from './document-for.ts'
import type { SearchPlan, Task } from './search-plan.ts'

/**
 * What the table says of an item: the document that it is to have, if any, and the version that the item itself brings
 * along, where no record does; or why that cannot be told.
 */
export type Reading = { readonly wanted: Documented | undefined; readonly floor?: string } | Error

const readsAtOnce = 16

/** Reads many items, so many at a time; a read that fails costs its own item only. */
const readItems = async (
  items: ItemSource,
  addresses: readonly ItemAddress[],
  signal: AbortSignal,
): Promise<readonly (Image | undefined | Error)[]> =>
  mapConcurrently(addresses, readsAtOnce, async address => {
    try {
      return await items.read(address, signal)
    } catch (error) {
      return asError(error)
    }
  })

/** The key attributes of a task's item. */
export const keysOf = ({ last }: Task): Image => last.record.dynamodb?.Keys ?? {}

const readingOf = async (
  { projectItem, version }: SearchPlan,
  task: Task,
  item: Image | undefined | Error,
): Promise<Reading> => {
  if (item instanceof Error) return item
  try {
    const wanted = await projectItem(keysOf(task), item, task.last.record.awsRegion)
    const floor = task.isRepair ? version.floorOf?.(item, 0) : undefined
    return { wanted, ...(floor !== undefined && { floor }) }
  } catch (error) {
    return asError(error)
  }
}

/** Reads the tasks' items, and what documents they are to have. */
export const readTasks = async (
  plan: SearchPlan,
  tasks: readonly Task[],
  items: ItemSource,
  signal: AbortSignal,
): Promise<readonly Reading[]> => {
  const addresses = tasks.map(task => ({ streamArn: task.last.streamArn, keys: keysOf(task) }))
  const found = await readItems(items, addresses, signal)
  return Promise.all(tasks.map(async (task, at) => readingOf(plan, task, found[at])))
}

/** True when two readings say the same; of what could not be read nothing is the same. */
export const isSameReading = (a: Reading | undefined, b: Reading | undefined): boolean => {
  if (a === undefined || b === undefined || a instanceof Error || b instanceof Error) return false
  return a.wanted?.id === b.wanted?.id && a.wanted?.content === b.wanted?.content
}
