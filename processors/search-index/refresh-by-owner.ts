import { raise } from '../../core/errors/pipeline-error.ts'
import { asError } from '../../core/errors/thrown.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import type { Documented } from './document-for.ts'
import { hashOf, keysOfOwner, metadataIn, ownerOf } from './document-metadata.ts'
import { indexFaults } from './faults.ts'
import { lookAtDocuments } from './look-at.ts'
import type { Reading } from './read-tasks.ts'
import { isSameReading, keysOf, readAll, readTask } from './read-tasks.ts'
import { refreshedMetadata } from './refresh-by-version.ts'
import type { SearchPlan, Settled, WritingContext, Task } from './search-plan.ts'
import type { SearchOperation, Seen } from './search-store.ts'
import { answersTo } from './unanswered.ts'

const mostTries = 5

const unknownOwner = 'that nobody noted, as it was written by an older version'

/** The ids to look at: those of the record's images, and the one that the item has now. */
const idsFor = ({ ids }: Task, wanted: Documented | undefined): readonly string[] =>
  wanted === undefined ? ids : [...ids, wanted.id]

/** Whether another item still has the id, by the item itself. */
const isClaimed = async (
  plan: SearchPlan,
  { id, owner }: { readonly id: string; readonly owner: string },
  { last }: Task,
  items: ItemSource,
  signal: AbortSignal,
): Promise<boolean> => {
  const keys = keysOfOwner(owner)
  if (keys === undefined) return true
  const item = await items.read({ streamArn: last.streamArn, keys }, signal)
  try {
    return (await plan.projectItem(keys, item, last.record.awsRegion))?.id === id
  } catch {
    // An item that is there and cannot be shown keeps the document that it has.
    return true
  }
}

/**
 * What brings one id to what the item is now, or why nothing can. Only the item's own document is taken away, and
 * another's is written over only when its item does not have the id any more.
 */
const operationFor = async (
  plan: SearchPlan,
  task: Task,
  [id, seen]: readonly [id: string, seen: Seen],
  wanted: Documented | undefined,
  items: ItemSource,
  signal: AbortSignal,
): Promise<SearchOperation | Error | undefined> => {
  const { index } = plan
  const owner = seen.found ? metadataIn(seen.metadata).owner : undefined
  const isForeign = owner !== undefined && owner !== ownerOf(keysOf(task))
  if (wanted?.id !== id) {
    if (!seen.found || isForeign) return undefined
    if (owner === undefined) return raise(indexFaults, 'search.id-taken', { id, owner: unknownOwner })
    return { op: 'delete', index, id, guard: { by: 'seen', token: seen.token } }
  }
  if (isForeign && (await isClaimed(plan, { id, owner }, task, items, signal)))
    return raise(indexFaults, 'search.id-taken', { id, owner })
  const guard = seen.found ? { by: 'seen' as const, token: seen.token } : { by: 'absent' as const }
  const metadata = refreshedMetadata(task, wanted)
  return { op: 'index', index, id, guard, document: wanted.content, metadata }
}

/** The documents as they have to be, whoever wrote them: the wanted one is the item's, no other one is. */
const agree = (seen: ReadonlyMap<string, Seen>, task: Task, wanted: Documented | undefined): boolean => {
  const owner = ownerOf(keysOf(task))
  const own = [...seen].filter(([, each]) => each.found && metadataIn(each.metadata).owner === owner)
  return wanted === undefined ? own.length === 0 : own.length === 1 && own[0]?.[0] === wanted.id
}

const isContent = (seen: Seen | undefined, wanted: Documented | undefined): boolean =>
  wanted === undefined || (seen?.found === true && metadataIn(seen.metadata).hash === hashOf(wanted.content))

const wantedIn = (reading: Reading): Documented | undefined => {
  if (reading instanceof Error) throw reading
  return reading.wanted
}

/** What is to be written, and what cannot be: the rest is brought right all the same. */
interface Planned {
  readonly operations: readonly SearchOperation[]
  readonly taken: Error | undefined
}

const planFor = async (
  plan: SearchPlan,
  task: Task,
  seen: ReadonlyMap<string, Seen>,
  wanted: Documented | undefined,
  items: ItemSource,
  signal: AbortSignal,
): Promise<Planned> => {
  const operations: SearchOperation[] = []
  let taken: Error | undefined
  for (const each of seen) {
    const operation = await operationFor(plan, task, each, wanted, items, signal)
    if (operation instanceof Error) taken ??= operation
    else if (operation !== undefined) operations.push(operation)
  }
  return { operations, taken }
}

/** Writes all of it; false where something was held back. */
const writeAll = async (
  { name, store }: SearchPlan,
  operations: readonly SearchOperation[],
  signal: AbortSignal,
): Promise<boolean> => {
  if (operations.length === 0) return true
  const answers = answersTo(name, operations, await store.write(operations, signal))
  for (const [, answer] of answers) if (answer instanceof Error) throw answer
  return answers.every(([, answer]) => answer === 'applied')
}

/** One look, reading and write, and both looked at again; true when they agree. */
const tryOnce = async (
  plan: SearchPlan,
  task: Task,
  items: ItemSource,
  signal: AbortSignal,
): Promise<boolean> => {
  const ids = idsFor(task, wantedIn(await readTask(plan, task, items, signal)))
  const seen = await lookAtDocuments(plan, ids, signal)
  // The document is looked at before the item is read for good, so that a write in between shows.
  const reading = await readTask(plan, task, items, signal)
  const wanted = wantedIn(reading)
  if (wanted !== undefined && !seen.has(wanted.id)) return false
  const { operations, taken } = await planFor(plan, task, seen, wanted, items, signal)
  if (!(await writeAll(plan, operations, signal))) return false
  if (taken !== undefined) throw taken
  const after = await lookAtDocuments(plan, ids, signal)
  const again = await readTask(plan, task, items, signal)
  const isThere = wanted === undefined || isContent(after.get(wanted.id), wanted)
  return isSameReading(reading, again) && agree(after, task, wanted) && isThere
}

/** Brings the documents of one item to what it is now. */
export const refreshOneByOwner = async (
  plan: SearchPlan,
  task: Task,
  items: ItemSource,
  signal: AbortSignal,
): Promise<'applied' | Error> => {
  try {
    for (let tries = 0; tries < mostTries; tries += 1)
      if (await tryOnce(plan, task, items, signal)) return 'applied'
    return raise(indexFaults, 'search.unsettled', { id: task.ids[0], tries: mostTries })
  } catch (error) {
    return asError(error)
  }
}

/**
 * Brings documents whose id is derived from an image to what their items are now: one item after the other, since one
 * may have to take over what another has left.
 */
export const refreshByOwner = async (
  plan: SearchPlan,
  tasks: readonly Task[],
  items: ItemSource,
  settled: Settled,
  { signal }: WritingContext,
): Promise<void> => {
  for (const task of tasks) settled.set(task.group, await refreshOneByOwner(plan, task, items, signal))
}

/**
 * Reads items and documents again after a write, and returns the tasks whose item has another id by now or whose
 * document is another's: somebody who was late may have written over it, or it may have been late itself.
 */
export const confirmByOwner = async (
  plan: SearchPlan,
  tasks: readonly Task[],
  items: ItemSource,
  { signal }: WritingContext,
): Promise<readonly Task[]> => {
  const read = await readAll(
    plan,
    tasks.map(task => ({ task })),
    items,
    signal,
  )
  const found = read.map(([{ task }, reading]) => {
    const wanted = reading instanceof Error ? undefined : reading.wanted
    return { task, reading, wanted }
  })
  const ids = found.flatMap(({ task, wanted }) => idsFor(task, wanted))
  const seen = await lookAtDocuments(plan, ids, signal)
  return found
    .filter(({ task, reading, wanted }) => reading instanceof Error || !agree(seen, task, wanted))
    .map(({ task }) => task)
}
