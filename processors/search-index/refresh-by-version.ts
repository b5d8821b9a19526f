import { raise } from '../../core/errors/pipeline-error.ts'
import type { ItemSource } from '../../core/refresh/item-source.ts'
import { laterVersion } from '../../core/version/version-strategy.ts'
import type { Documented } from './document-for.ts'
import { hashOf, metadataIn, ownerOf } from './document-metadata.ts'
import { indexFaults } from './faults.ts'
import { lookAtDocuments } from './look-at.ts'
import type { Reading } from './read-tasks.ts'
import { isSameReading, keysOf, readAll } from './read-tasks.ts'
import type { SearchPlan, Settled, WritingContext, Task } from './search-plan.ts'
import type { VersionGuard } from './refresh-guards.ts'
import { refreshGuards } from './refresh-guards.ts'
import type { SearchOperation, Seen } from './search-store.ts'
import { answersTo } from './unanswered.ts'

const mostTries = 5

/** A refresh under way. */
interface Refresh {
  readonly task: Task
  readonly id: string
  /** The greatest version that was met at the store. */
  readonly stands: string | undefined
  /** The item that the document belongs to, where it is another one's. */
  readonly foreigner?: string
  /** Hash of the document that is there. */
  readonly hash?: string | undefined
}

/** One that knows what its item is to have. */
interface ReadRefresh extends Refresh {
  readonly wanted: Documented | undefined
  readonly floor?: string
}

/** One that was written: what the item was to have, and whether the store took it. */
interface Written extends ReadRefresh {
  readonly version: string
  readonly isTaken: boolean
}

/**
 * No sequence number: what is written is what the item is, not what the record said. With one, the record would be
 * taken for finished when it comes again after a crash, although the item may have changed in between.
 */
export const refreshedMetadata = (task: Task, { content }: Documented): string =>
  JSON.stringify({
    stream: task.last.streamArn,
    owner: ownerOf(keysOf(task)),
    hash: hashOf(content),
    ...(task.run !== undefined && { run: task.run }),
  })

const operationOf = (
  index: string,
  { task, id, wanted }: ReadRefresh,
  guard: VersionGuard,
): SearchOperation => {
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
  plan: SearchPlan,
  open: readonly Refresh[],
  signal: AbortSignal,
): Promise<readonly Refresh[]> => {
  const ids = open.map(({ id }) => id)
  const seen = await lookAtDocuments(plan, ids, signal)
  return open.map(({ task, id, stands }) => {
    const document = seen.get(id)
    if (document?.found !== true) return { task, id, stands }
    const { owner = ownerOf(keysOf(task)), hash } = metadataIn(document.metadata)
    const isForeign = owner !== ownerOf(keysOf(task))
    const greatest = laterVersion(stands ?? document.version, document.version)
    return { task, id, stands: greatest, hash, ...(isForeign && { foreigner: owner }) }
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

/** A write for nothing would take a version from above the item's own, and the next change would be held back by it. */
const settleSame = ({ version }: SearchPlan, refresh: ReadRefresh, settled: Settled): boolean => {
  const { task, wanted, hash, stands } = refresh
  const isSame = hash !== undefined && wanted !== undefined && hash === hashOf(wanted.content)
  if (stands === undefined || !isSame || task.isRepair) return false
  // A late write of the record's own group has to be held back by what stands.
  if (version.counters === undefined && laterVersion(stands, task.version) !== stands) return false
  settled.set(task.group, 'unchanged')
  return true
}

const readable = (
  plan: SearchPlan,
  looked: readonly (readonly [Refresh, Reading])[],
  settled: Settled,
): readonly ReadRefresh[] =>
  looked.flatMap(([refresh, reading]) => {
    if (reading instanceof Error) {
      settled.set(refresh.task.group, reading)
      return []
    }
    const read = { ...refresh, ...reading }
    const isSettled = settleForeign(read, reading.wanted, settled) || settleSame(plan, read, settled)
    return isSettled ? [] : [read]
  })

const write = async (
  plan: SearchPlan,
  open: readonly ReadRefresh[],
  settled: Settled,
  signal: AbortSignal,
): Promise<readonly Written[]> => {
  if (open.length === 0) return []
  const targets = await refreshGuards(plan, open, signal)
  const operations = targets.map(([refresh, guard]) => operationOf(plan.index, refresh, guard))
  const answers = answersTo(plan.name, targets, await plan.store.write(operations, signal))
  return answers.flatMap(([[refresh, { version }], answer]): readonly Written[] => {
    if (answer === 'applied') return [{ ...refresh, version, isTaken: true }]
    if (answer instanceof Error) {
      settled.set(refresh.task.group, answer)
      return []
    }
    const stands = laterVersion(refresh.stands ?? '0', answer.version ?? '0')
    return [{ ...refresh, version, stands, isTaken: false }]
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
  const ids = written.map(({ id }) => id)
  const seen = await lookAtDocuments(plan, ids, signal)
  const read = await readAll(plan, written, items, signal)
  return read.flatMap(([each, reading]) => {
    const isDone =
      each.isTaken && isAsWritten(seen.get(each.id), each) && isSameReading({ wanted: each.wanted }, reading)
    if (isDone) settled.set(each.task.group, 'applied')
    return isDone ? [] : [each]
  })
}

/**
 * Brings documents whose id is their item's key to what the items are now: writes or deletes at the version that
 * `refreshGuards` gives, and looks at both again until what was read is what was written. `known` is a
 * version that the store named when it held the record's own write back.
 */
export const refreshByVersion = async (
  plan: SearchPlan,
  tasks: readonly { readonly task: Task; readonly known?: string | undefined }[],
  items: ItemSource,
  settled: Settled,
  { signal }: WritingContext,
): Promise<void> => {
  let open: readonly Refresh[] = tasks.map(({ task, known }) => ({
    task,
    id: task.ids[0],
    stands: known,
  }))
  for (let tries = 0; open.length > 0 && tries < mostTries; tries += 1) {
    const looked = await lookFirst(plan, open, signal)
    const read = await readAll(plan, looked, items, signal)
    const written = await write(plan, readable(plan, read, settled), settled, signal)
    open = await confirm(plan, written, items, settled, signal)
  }
  for (const { task, id } of open)
    settled.set(task.group, raise(indexFaults, 'search.unsettled', { id, tries: mostTries }))
}
