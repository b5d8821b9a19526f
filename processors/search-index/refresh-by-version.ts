import { raise } from '../../core/errors/pipeline-error.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { laterVersion } from '../../core/version/version-strategy.ts'
import type { Documented } from './document-for.ts'
import { hashOf, metadataIn, ownerOf } from './document-metadata.ts'
import { indexFaults } from './faults.ts'
import type { Reading } from './read-tasks.ts'
import { isSameReading, keysOf, readTasks } from './read-tasks.ts'
import type { SearchPlan, Settled, WritingContext, Task } from './search-plan.ts'
import type { SearchOperation, Seen } from './search-store.ts'

const mostTries = 5

/** A refresh under way. `version` is the greatest that was met on the way. */
interface Refresh {
  readonly task: Task
  readonly id: string
  readonly version: string
  /** The item that the document belongs to, where it is another one's. */
  readonly foreigner?: string
}

/** One that was written: what the item was to have, and whether the store took it. */
interface Written extends Refresh {
  readonly wanted: Documented | undefined
  readonly isTaken: boolean
}

/**
 * No sequence number: what is written is what the item is, not what the record said. With one, the record would be
 * taken for finished when it comes again after a crash, although the item may have changed in between.
 */
export const refreshedMetadata = (task: Task, { content }: Documented): string =>
  JSON.stringify({ stream: task.last.streamArn, owner: ownerOf(keysOf(task)), hash: hashOf(content) })

const operationOf = (
  index: string,
  { task, id, version }: Refresh,
  wanted: Documented | undefined,
): SearchOperation => {
  const guard = { by: 'newer-or-equal' as const, version }
  if (wanted === undefined) return { op: 'delete', index, id, guard }
  const metadata = refreshedMetadata(task, wanted)
  return { op: 'index', index, id, guard, document: wanted.content, metadata }
}

const isAsWritten = (seen: Seen | undefined, { version, wanted }: Written): boolean => {
  if (seen?.found !== true) return wanted === undefined
  const isContent = wanted !== undefined && metadataIn(seen.metadata).hash === hashOf(wanted.content)
  return isContent && seen.version === version
}

/** Looks at the documents before the items: so whatever is written later has a version above the one written here. */
const lookFirst = async (
  { index, store }: SearchPlan,
  open: readonly Refresh[],
  signal: AbortSignal,
): Promise<readonly Refresh[]> => {
  const seen = await store.look({ index, ids: open.map(({ id }) => id) }, signal)
  return open.map(({ task, id, version }, at) => {
    const document = seen[at]
    if (document?.found !== true) return { task, id, version }
    const { owner = ownerOf(keysOf(task)) } = metadataIn(document.metadata)
    const isForeign = owner !== ownerOf(keysOf(task))
    const greatest = laterVersion(version, document.version)
    return { task, id, version: greatest, ...(isForeign && { foreigner: owner }) }
  })
}

/** A document that is another item's is not to be written over, and not to be taken away. */
const settleForeign = (
  { task, id, foreigner }: Refresh,
  wanted: Documented | undefined,
  settled: Settled,
): boolean => {
  if (foreigner === undefined) return false
  const error = wanted && raise(indexFaults, 'search.id-taken', { id, owner: foreigner })
  settled.set(task.group, error ?? 'unchanged')
  return true
}

const readable = (
  open: readonly Refresh[],
  readings: readonly Reading[],
  settled: Settled,
): readonly (Refresh & { readonly wanted: Documented | undefined })[] =>
  open.flatMap((refresh, at) => {
    const reading = readings[at]
    if (reading !== undefined && !(reading instanceof Error))
      return settleForeign(refresh, reading.wanted, settled) ? [] : [{ ...refresh, ...reading }]
    settled.set(
      refresh.task.group,
      reading ?? raise(indexFaults, 'search.unsettled', { id: refresh.id, tries: 0 }),
    )
    return []
  })

const write = async (
  { index, store }: SearchPlan,
  open: readonly (Refresh & { readonly wanted: Documented | undefined })[],
  settled: Settled,
  signal: AbortSignal,
): Promise<readonly Written[]> => {
  const operations = open.map(each => operationOf(index, each, each.wanted))
  const results = operations.length === 0 ? [] : await store.write(operations, signal)
  return open.flatMap((refresh, at): readonly Written[] => {
    const result = results[at]
    if (result === 'applied') return [{ ...refresh, isTaken: true }]
    if (result === undefined || result instanceof Error) {
      settled.set(
        refresh.task.group,
        result ?? raise(indexFaults, 'search.unsettled', { id: refresh.id, tries: 0 }),
      )
      return []
    }
    const version = laterVersion(refresh.version, result.version ?? '0')
    return [{ ...refresh, version, isTaken: false }]
  })
}

/** Looks and reads again. What is not as it was read and written is to be tried once more. */
const confirm = async (
  plan: SearchPlan,
  written: readonly Written[],
  items: ItemSource,
  settled: Settled,
  signal: AbortSignal,
): Promise<readonly Refresh[]> => {
  if (written.length === 0) return []
  const seen = await plan.store.look({ index: plan.index, ids: written.map(({ id }) => id) }, signal)
  const readings = await readTasks(
    plan,
    written.map(({ task }) => task),
    items,
    signal,
  )
  return written.filter((each, at) => {
    const isDone =
      each.isTaken && isAsWritten(seen[at], each) && isSameReading({ wanted: each.wanted }, readings[at])
    if (isDone) settled.set(each.task.group, 'applied')
    return !isDone
  })
}

/**
 * Brings documents whose id is their item's key to what the items are now: writes or deletes at the greater of the
 * record's version and the document's, and looks at both again until what was read is what was written. `known` is a
 * version that the store named when it held the record's own write back.
 */
export const refreshByVersion = async (
  plan: SearchPlan,
  tasks: readonly { readonly task: Task; readonly known?: string | undefined }[],
  items: ItemSource,
  settled: Settled,
  { signal }: WritingContext,
): Promise<void> => {
  let open: readonly Refresh[] = tasks.map(({ task, known = '0' }) => ({
    task,
    id: task.ids[0] ?? '',
    version: laterVersion(task.version, known),
  }))
  for (let tries = 0; open.length > 0 && tries < mostTries; tries += 1) {
    const looked = await lookFirst(plan, open, signal)
    const readings = await readTasks(
      plan,
      looked.map(({ task }) => task),
      items,
      signal,
    )
    const written = await write(plan, readable(looked, readings, settled), settled, signal)
    open = await confirm(plan, written, items, settled, signal)
  }
  for (const { task, id } of open)
    settled.set(task.group, raise(indexFaults, 'search.unsettled', { id, tries: mostTries }))
}
