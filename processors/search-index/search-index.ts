import type { AnyChange, Upsert } from '../../core/change/change.ts'
import { formerChanges } from '../../core/change/former-change.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { recordFaults } from '../../core/errors/record-faults.ts'
import { asError, orError } from '../../core/errors/thrown.ts'
import type { Filter } from '../../core/filter/filter.ts'
import { opening } from '../../core/opens.ts'
import { checkOptions } from '../../core/options.ts'
import { batchProcessor } from '../../core/processor/define-processor.ts'
import type {
  Context,
  Group,
  GroupResult,
  HandleBatch,
  Processor,
  StateCheck,
} from '../../core/processor/processor.ts'
import { isByKinesis } from '../../core/record/kinesis-source.ts'
import type { VersionNote } from '../../core/version/version-note.ts'
import type { VersionStrategy } from '../../core/version/version-strategy.ts'
import { floorOfHour, sequenceVersion } from '../../core/version/version-strategy.ts'
import type { GroupVersion } from './group-version.ts'
import { groupVersion, versionInAnyOrder } from './group-version.ts'
import { idsOf, movesId } from './id-claims.ts'
import { checkedPrefix, projectionOf } from './document-for.ts'
import { indexFaults } from './faults.ts'
import { findDocuments } from './find-documents.ts'
import { expectedDocuments, itemProjection } from './project-item.ts'
import { refreshByOwner } from './refresh-by-owner.ts'
import { refreshByVersion } from './refresh-by-version.ts'
import { refreshDocuments } from './refresh-documents.ts'
import type { SearchPlan, Settled } from './search-plan.ts'
import { Task } from './search-plan.ts'
import type { SearchStore } from './search-store.ts'
import { withNumbers } from './take-numbers.ts'
import { unansweredBy } from './unanswered.ts'
import { writeByOwner } from './write-by-owner.ts'
import { writeByVersion } from './write-by-version.ts'
import type { AdmittedStream } from './writer-standing.ts'
import { admission } from './writer-standing.ts'

/** What {@link searchIndex} takes. */
export interface SearchIndexOptions<C extends AnyChange> {
  /** @defaultValue 'search-index' */
  readonly name?: string
  /** Which items have a document. */
  readonly filter: Filter<C>
  /** Where documents go. */
  readonly store: SearchStore
  /** Name of the index, or of an alias. */
  readonly index: string
  /**
   * Id of the document; one of over 512 bytes is kept as `sha256-<hex>`. An id that is derived from an image may pass
   * from one item to another, so each write then looks at what is there first, and needs both images.
   *
   * @defaultValue the item's canonical key, which needs no look
   */
  readonly id?: (change: NoInfer<C>) => string
  /** What all ids begin with; processors that share an index need one each. @defaultValue none */
  readonly idPrefix?: string
  /** The document, for INSERT and MODIFY; `undefined` when the item is to have none. At once: no promise of one. */
  readonly document: (change: NoInfer<Upsert<C>>) => (object & { readonly then?: never }) | undefined
  /** @defaultValue sequenceVersion() */
  readonly version?: VersionStrategy
}

const options: readonly (keyof SearchIndexOptions<AnyChange>)[] = [
  'name',
  'filter',
  'store',
  'index',
  'id',
  'idPrefix',
  'document',
  'version',
]

/** An image that the stream does not carry, of an item that is still there. */
const lacksImage = ({ kind, newImage }: AnyChange): boolean => kind !== 'REMOVE' && newImage === undefined

/** What is derived from an image is written on condition of what is there, and goes by no version of an item's own. */
const versionFor = (
  { projection, version }: SearchPlan,
  group: Group,
  { as, hour }: AdmittedStream,
): GroupVersion => {
  const isOwn = projection.isIdDerived && !version.usesStreamHour
  if (as !== 'writer' || isOwn || lacksImage(group.last)) return { version: String(floorOfHour(hour)) }
  return isByKinesis(group.last.streamArn)
    ? versionInAnyOrder(version, group)
    : groupVersion(version, group, hour)
}

const taskOf = (
  { projection }: SearchPlan,
  group: Group,
  { version, latest: last = group.last }: GroupVersion,
): Task => {
  const former = projection.isIdDerived ? group.changes.flatMap(change => idsOf(change, projection)) : []
  return new Task(group, last, [projection.idOf(last), ...former], version)
}

/** A task whose item is to be asked, and what for. */
interface LateTask {
  readonly task: Task
  readonly note: VersionNote | undefined
}

interface Sorted {
  /** The index that is to be written to as well. */
  readonly filling: string | undefined
  /** Whose records say what to write. */
  readonly fresh: readonly Task[]
  /** Whose items do. */
  readonly late: readonly LateTask[]
}

const sortTask = (
  plan: SearchPlan,
  group: Group,
  admitted: AdmittedStream,
  { fresh, late }: { readonly fresh: Task[]; readonly late: LateTask[] },
  context: Context,
): void => {
  const version = versionFor(plan, group, admitted)
  const { note } = version
  const task = taskOf(plan, group, version)
  if (note !== undefined) context.note?.(group, note)
  const isUnversioned = note === 'version_inversion' || note === 'version_missing'
  if (isUnversioned || isUnordered(plan, group, note) || isToRefresh(group, admitted, context))
    late.push({ task, note })
  else fresh.push(task)
}

/** Asks for each stream of the batch, which is one but in a replay, how it stands with the index. */
const sortTasks = async (
  plan: SearchPlan,
  groups: readonly Group[],
  settled: Settled,
  context: Context,
): Promise<Sorted> => {
  const standings = new Map<string, AdmittedStream | Error>()
  const fresh: Task[] = []
  const late: LateTask[] = []
  let filling: string | undefined
  for (const group of groups) {
    const { streamArn } = group.last
    const admitted = standings.get(streamArn) ?? (await plan.admit(streamArn, context).catch(asError))
    standings.set(streamArn, admitted)
    try {
      if (admitted instanceof Error) throw admitted
      filling ??= admitted.filling
      sortTask(plan, group, admitted, { fresh, late }, context)
    } catch (error) {
      settled.set(group, asError(error))
    }
  }
  return { filling, fresh, late }
}

/** By Kinesis nothing but versions says which of an item's images is its last. */
const isUnordered = ({ projection }: SearchPlan, { last }: Group, note: VersionNote | undefined): boolean =>
  (projection.isIdDerived || note === 'version_tie') && isByKinesis(last.streamArn)

const isToRefresh = ({ changes }: Group, admitted: AdmittedStream, { isLate, items }: Context): boolean =>
  (isLate && items !== undefined) || admitted.as === 'predecessor' || changes.some(lacksImage)

/** Why a task is parked where there is no source to refresh from. */
const unrefreshed = ({ name, version }: SearchPlan, { task, note }: LateTask): Error => {
  const { group, last, ids } = task
  const [id] = ids
  const lacking = group.changes.find(lacksImage)
  if (lacking === undefined) {
    if (note === 'version_inversion') return raise(indexFaults, 'version.inverted', { id })
    const found = note === 'version_missing' ? orError(() => version.versionOf(last, 0)) : undefined
    return found instanceof Error ? found : raise(indexFaults, 'version.tied', { id })
  }
  const viewType = lacking.record.dynamodb?.StreamViewType ?? 'KEYS_ONLY'
  return raise(recordFaults, 'record.image-missing', {
    reader: name,
    viewType,
    images: ['new'],
    canRefresh: true,
  })
}

const settleLate = async (
  plan: SearchPlan,
  late: readonly LateTask[],
  settled: Settled,
  context: Context,
): Promise<void> => {
  const { items } = context
  const tasks = late.map(({ task }) => task)
  if (items === undefined) {
    for (const each of late) settled.set(each.task.group, unrefreshed(plan, each))
  } else if (plan.projection.isIdDerived) await refreshByOwner(plan, tasks, items, settled, context)
  else
    await refreshByVersion(
      plan,
      tasks.map(task => ({ task })),
      items,
      settled,
      context,
    )
}

interface WrittenGroups {
  readonly results: readonly GroupResult[]
  readonly filling: string | undefined
}

const writeInto = async (
  plan: SearchPlan,
  groups: readonly Group[],
  context: Context,
): Promise<WrittenGroups> => {
  const settled: Settled = new Map()
  const { filling, fresh, late } = await sortTasks(plan, groups, settled, context)
  const write = plan.projection.isIdDerived ? writeByOwner : writeByVersion
  await write(plan, await withNumbers(plan, fresh, context.signal), settled, context)
  await settleLate(plan, late, settled, context)
  return {
    results: groups.map(group => settled.get(group) ?? unansweredBy(plan.name, groups.length, settled.size)),
    filling,
  }
}

/** Where a document has to be in both indexes, it is there when it is in both. */
const inBoth = (own: GroupResult, other: GroupResult | undefined): GroupResult => {
  if (own instanceof Error || other === undefined) return own
  return other instanceof Error || own === 'unchanged' ? other : own
}

const writeWith =
  (plan: SearchPlan): HandleBatch<AnyChange> =>
  async (groups, context) => {
    const { results, filling } = await writeInto(plan, groups, context)
    if (filling === undefined) return results
    // What versions say was noted already. One after the other: a token of the index before a switch is of no use after.
    const { note: _, ...unnoted } = context
    const others = (await writeInto({ ...plan, index: filling }, groups, unnoted)).results
    return results.map((result, at) => inBoth(result, others[at]))
  }

/** How the documents of a plan are compared and mended. */
const stateCheck = (plan: SearchPlan): StateCheck => ({
  kind: 'state',
  expected: expectedDocuments(plan.projectItem),
  actual: () => withPrefix(plan.store.documents(plan.index), plan.projection.idPrefix),
  look: findDocuments(plan.store, plan.index),
  refresh: refreshDocuments(plan),
})

/**
 * Keeps a search index equal to the items that the filter selects. One bulk request per batch, one operation per
 * document; every write and delete carries a version that is a function of the record, so a late or repeated one
 * never overwrites something newer. What versions cannot decide is settled by the item as it is now, where the
 * function has a source to read it from; otherwise the change is parked.
 *
 * @example
 * ```ts
 * searchIndex({
 *   filter: when(Product), store: searchStore(env.SEARCH_URL), index: 'products',
 *   document: change => ({ title: change.after.title }),
 * })
 * ```
 * @throws PipelineError `registry.option-unknown`, `registry.id-prefix-invalid`
 */
export const searchIndex = <C extends AnyChange>(given: SearchIndexOptions<C>): Processor => {
  checkOptions('searchIndex', given, options)
  const { name = 'search-index', filter, store, index, idPrefix = '', version = sequenceVersion() } = given
  // What the filter selects is what these functions take; the processor only passes changes on.
  const id = given.id as ((change: AnyChange) => unknown) | undefined
  const document = given.document as (change: AnyChange) => object | undefined
  const projection = projectionOf(name, checkedPrefix(idPrefix), id, document, formerChanges(filter.expr))
  const projectItem = itemProjection(filter.expr, projection)
  const admit = admission(store, index, version)
  const plan: SearchPlan = { name, index, scope: index, store, version, projection, projectItem, admit }
  return batchProcessor({
    name,
    filter,
    sink: 'state',
    coalesce: 'last-image',
    refreshes: true,
    ...(version.isOfItem && id === undefined && { anyOrder: true }),
    ...opening(store),
    ...(id !== undefined && { needs: ['old', 'new'], moves: movesId(projection) }),
    keeps: { store, place: store.place, index, idPrefix },
    handle: writeWith(plan),
    check: {
      ...stateCheck(plan),
      // Only operations fill an index: a function on a stream does not load what they need.
      inNewIndex: async to => {
        const { fillingOf } = await import('./fill-index.ts')
        const filled = { ...plan, index: to }
        return { ...stateCheck(filled), ...fillingOf(filled) }
      },
      filledIndex: async signal => (await import('./filling-mark.ts')).filledIndex(plan, signal),
    },
  })
}

/** Of a shared index only the processor's own documents. */
async function* withPrefix(
  documents: AsyncIterable<readonly [id: string, document: string]>,
  idPrefix: string,
): AsyncGenerator<readonly [id: string, document: string]> {
  for await (const each of documents) if (each[0].startsWith(idPrefix)) yield each
}
