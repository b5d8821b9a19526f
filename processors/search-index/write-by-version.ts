import { raise } from '../../core/errors/pipeline-error.ts'
import { isByKinesis } from '../../core/record/kinesis-source.ts'
import { orError } from '../../core/errors/thrown.ts'
import type { GroupResult } from '../../core/processor/processor.ts'
import type { VersionNote } from '../../core/version/version-note.ts'
import { laterVersion } from '../../core/version/version-strategy.ts'
import { hashOf, isAtLeast, metadataIn, ownerOf } from './document-metadata.ts'
import { indexFaults } from './faults.ts'
import { lookAtDocuments } from './look-at.ts'
import { keysOf } from './read-tasks.ts'
import { refreshByVersion } from './refresh-by-version.ts'
import type { SearchPlan, Settled, WritingContext, Task } from './search-plan.ts'
import type {
  Conflict,
  DeleteOperation,
  IndexOperation,
  SearchOperation,
  SearchResult,
  Seen,
} from './search-store.ts'
import { answersTo } from './unanswered.ts'

/** A write that its guard held back. */
interface HeldBack {
  readonly task: Task
  readonly operation: SearchOperation
  readonly version: string | undefined
}

/** A sequence number is digits and a hash base64url, so neither has anything to escape. */
const recordMetadata = (task: Task, content: string): string => {
  const { streamArn, sequenceNumber } = task.last
  const owner = JSON.stringify(ownerOf(keysOf(task)))
  return `{"stream":${JSON.stringify(streamArn)},"seq":"${sequenceNumber}","owner":${owner},"hash":"${hashOf(content)}"}`
}

/** A class: decision 0090. */
class NewerGuard {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new NewerGuard('')

  readonly by = 'newer'
  readonly version: string

  constructor(version: string) {
    this.version = version
  }
}

/** A class: decision 0090. */
class DeleteIfNewer implements DeleteOperation {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new DeleteIfNewer('', {
    ids: [''],
    version: '',
  } as unknown as Task)

  readonly op = 'delete'
  readonly index: string
  readonly id: string
  readonly guard: NewerGuard

  constructor(index: string, task: Task) {
    this.index = index
    this.id = task.ids[0]
    this.guard = new NewerGuard(task.version)
  }
}

/** A class: decision 0090. */
class IndexIfNewer implements IndexOperation {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new IndexIfNewer(
    '',
    { ids: [''], version: '' } as unknown as Task,
    '',
    '',
  )

  readonly op = 'index'
  readonly index: string
  readonly id: string
  readonly guard: NewerGuard
  readonly document: string
  readonly metadata: string

  constructor(index: string, task: Task, document: string, metadata: string) {
    this.index = index
    this.id = task.ids[0]
    this.guard = new NewerGuard(task.version)
    this.document = document
    this.metadata = metadata
  }
}

/** What a group's last image asks for. */
const operationOf = ({ index, projection }: SearchPlan, task: Task): SearchOperation => {
  const content = projection.contentOf(task.last)
  if (content === undefined) return new DeleteIfNewer(index, task)
  return new IndexIfNewer(index, task, content, recordMetadata(task, content))
}

/**
 * By Kinesis an older write may well come last: so what an item's own later version holds back is as it should be. The
 * same version has to be the same document, as a copy of a record makes it.
 */
const isOutrun = (
  { task, operation, version }: HeldBack,
  seen: Seen | undefined,
  canRefresh: boolean,
): boolean => {
  if (!isByKinesis(task.last.streamArn)) return false
  const isAbove = (stands: string): boolean =>
    stands !== task.version && laterVersion(stands, task.version) === stands
  // A refresh leaves versions that no item has, and what it deleted does not say so.
  if (seen?.found !== true) return !canRefresh && version !== undefined && isAbove(version)
  const { owner, hash, isOfRecord } = metadataIn(seen.metadata)
  if (!isOfRecord || owner !== ownerOf(keysOf(task))) return false
  if (seen.version !== task.version) return isAbove(seen.version)
  return operation.op === 'index' && hash === hashOf(operation.document)
}

/**
 * What a held back write is, where the document says it: already there, or overtaken. A deletion that finds nothing is
 * not always: a refresh of the item that was given up may be under way, at a version above the one that stands in the
 * way. Only a deletion above that too keeps it out; numbers of a counter are above it by themselves.
 */
const isUnchanged = (
  { version: { counters } }: SearchPlan,
  held: HeldBack,
  seen: Seen | undefined,
  canRefresh: boolean,
): boolean => {
  const { task, operation } = held
  if (isOutrun(held, seen, canRefresh)) return true
  if (seen?.found !== true) return operation.op === 'delete' && (!canRefresh || counters !== undefined)
  const metadata = metadataIn(seen.metadata)
  const isOwn = metadata.owner === ownerOf(keysOf(task))
  if (!isOwn && metadata.owner !== undefined) return operation.op === 'delete'
  return isOwn && isAtLeast(metadata, task.last)
}

/**
 * What a write that nothing explains says of the versions: its record is later than the one that the document is of,
 * so the order of the two is wrong; otherwise they could not decide.
 */
const noteOf = (
  plan: SearchPlan,
  { task, operation }: HeldBack,
  seen: Seen | undefined,
): VersionNote | undefined => {
  // A deletion that comes again is held back by itself.
  if (seen?.found !== true && operation.op === 'delete') return undefined
  // A counter's numbers are nobody's fault: the document is from before it, or the counter was lost.
  if (seen?.found !== true || plan.version.counters !== undefined) return 'version_tie'
  const { owner, stream, seq } = metadataIn(seen.metadata)
  const isOlder = owner === ownerOf(keysOf(task)) && stream === task.last.streamArn && seq !== undefined
  const isAbove = seen.version !== task.version && laterVersion(seen.version, task.version) === seen.version
  return isOlder && isAbove ? 'version_inversion' : 'version_tie'
}

/** Without a table to ask: a record that a later one overtook is that one's concern, and comes to nothing. */
const settleUnasked = ({ task, operation: { id } }: HeldBack, note: VersionNote | undefined): GroupResult => {
  if (task.isOvertaken) return 'unchanged'
  return raise(indexFaults, note === 'version_inversion' ? 'version.inverted' : 'version.tied', { id })
}

const settleHeldBack = async (
  plan: SearchPlan,
  held: readonly HeldBack[],
  settled: Settled,
  context: WritingContext,
): Promise<void> => {
  const ids = held.map(({ operation }) => operation.id)
  const found = await lookAtDocuments(plan, ids, context.signal)
  const open = held.filter(each => {
    const { task, operation } = each
    const seen = found.get(operation.id)
    const isSettled = isUnchanged(plan, each, seen, context.items !== undefined)
    if (isSettled) settled.set(task.group, 'unchanged')
    const note = isSettled || task.isOvertaken ? undefined : noteOf(plan, each, seen)
    if (note !== undefined) context.note?.(task.group, note)
    if (!isSettled && context.items === undefined) settled.set(task.group, settleUnasked(each, note))
    return !isSettled
  })
  if (context.items !== undefined) {
    const tasks = open.map(({ task, version }) => ({ task, known: version }))
    await refreshByVersion(plan, tasks, context.items, settled, context)
  }
}

const isConflict = (result: SearchResult): result is Conflict =>
  result !== 'applied' && !(result instanceof Error)

/**
 * Writes documents whose id is their item's key. Only one item can have such an id, so its records' versions decide:
 * no look at what is there is needed until the store holds a write back.
 */
export const writeByVersion = async (
  plan: SearchPlan,
  tasks: readonly Task[],
  settled: Settled,
  context: WritingContext,
): Promise<void> => {
  const planned: HeldBack[] = []
  const held: HeldBack[] = []
  for (const task of tasks) {
    const operation = orError(() => operationOf(plan, task))
    if (operation instanceof Error) settled.set(task.group, operation)
    else (task.isOvertaken ? held : planned).push({ task, operation, version: undefined })
  }
  if (planned.length > 0) {
    const operations = planned.map(({ operation }) => operation)
    const answers = answersTo(plan.name, planned, await plan.store.write(operations, context.signal))
    for (const [{ task, operation }, answer] of answers)
      if (isConflict(answer)) held.push({ task, operation, version: answer.version })
      else settled.set(task.group, answer)
  }
  await settleHeldBack(plan, held, settled, context)
}
