import { mapConcurrently } from '../../../core/concurrency/map-concurrently.ts'
import type { FoundDocument } from '../../../core/processor/processor.ts'
import { itemKey } from '../../../core/record/item-key.ts'
import type { ItemAddress } from '../../../core/refresh/item-source.ts'
import { tableOfStream } from '../../../adapters/dynamodb/table-of-stream.ts'
import { contentHash } from '../spill.ts'
import type { ComparedSink, VerifyRun } from '../verify-run.ts'
import type { Suspect } from './suspect.ts'
import { isSameStill } from './suspect.ts'
import { wantedBy } from './wanted-by.ts'

const readsAtOnce = 16

type Item = NonNullable<Suspect['item']>

/** What is under an id, in the terms in which its sink is compared. */
interface Seen {
  readonly found: string
  readonly version: string | undefined
  readonly owner: ItemAddress | undefined
  readonly run?: string | undefined
}

/** What is there under some ids now. A look that finds nothing stated by an entry finds nothing. */
export const seeAll = async (
  { check }: ComparedSink,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<readonly (Seen | undefined)[]> => {
  if (check.kind === 'entries') {
    const stated = await check.look(ids, signal)
    return stated.map(version =>
      version === undefined ? undefined : { found: version, version, owner: undefined },
    )
  }
  const found = (await check.look?.(ids, signal)) ?? []
  return found.map(each => each && seen(each))
}

const seen = ({ content, version, owner, run }: FoundDocument): Seen => ({
  found: contentHash(content),
  version,
  owner,
  run,
})

/** The hash or version that an item wants under an id. */
export const wantedAt = ({ check }: ComparedSink, content: string | undefined): string | undefined =>
  content === undefined || check.kind === 'entries' ? content : contentHash(content)

/** The item that a document says it belongs to, where it is one of the tables that are compared. */
const itemOfOwner = (
  { tables: all }: VerifyRun,
  { tables }: ComparedSink,
  owner: ItemAddress,
): Item | undefined => {
  const name = tableOfStream(owner.streamArn)
  const table =
    tables.find(place => all[place]?.tableName === name) ?? (tables.length === 1 ? tables[0] : undefined)
  return table === undefined ? undefined : { table, keys: owner.keys }
}

const isOf = (item: Item, other: Item): boolean =>
  item.table === other.table && itemKey(item.keys) === itemKey(other.keys)

interface Facts {
  readonly wanted: string | undefined
  /** The item has another document. */
  readonly wantsOther: boolean
  readonly seen: Seen | undefined
  readonly isForeign: boolean
}

const problemIn = (
  { check }: ComparedSink,
  { wanted, wantsOther, seen: there, isForeign }: Facts,
): Suspect['problem'] | undefined => {
  if (check.kind === 'entries')
    return there === undefined || wanted === undefined || there.found === wanted ? undefined : 'stale'
  // What belongs to another item is judged with that one.
  if (isForeign || there === undefined) return wanted === undefined ? undefined : 'missing'
  if (wanted === undefined) return wantsOther ? 'duplicates' : 'ghosts'
  return wanted === there.found ? undefined : 'stale'
}

const optional = <K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> =>
  value === undefined ? {} : ({ [name]: value } as Record<K, T>)

/** Judges a suspect by what is there and what its item is now. */
const lookedAt = async (
  run: VerifyRun,
  suspect: Suspect,
  there: Seen | undefined,
): Promise<Suspect | undefined> => {
  const sink = run.sinks[suspect.sink]
  const owner = sink && there?.owner && itemOfOwner(run, sink, there.owner)
  const item = suspect.item ?? owner
  if (sink === undefined) return undefined
  const wanted = item === undefined ? new Map<string, string>() : await wantedNow(run, sink, item)
  if (wanted === undefined) return undefined
  const facts: Facts = {
    wanted: wantedAt(sink, wanted.get(suspect.id)),
    wantsOther: wanted.size > (wanted.has(suspect.id) ? 1 : 0),
    seen: there,
    isForeign: item !== undefined && owner !== undefined && !isOf(item, owner),
  }
  const problem = problemIn(sink, facts)
  if (problem === undefined) return undefined
  if (!run.isWhole && there !== undefined && owner === undefined && facts.wanted === undefined) {
    // An older version wrote it and noted no owner: it may be any item's.
    run.tally.unjudged += 1
    return undefined
  }
  const now: Suspect = {
    sink: suspect.sink,
    id: suspect.id,
    problem,
    stood: 1,
    ...optional('item', item),
    ...optional('wanted', facts.wanted),
    ...optional('found', there?.found),
    ...optional('version', there?.version),
    ...optional('run', there?.run),
  }
  return isSameStill(suspect, now) ? { ...now, stood: suspect.stood + 1 } : now
}

const wantedNow = async (
  run: VerifyRun,
  sink: ComparedSink,
  { table, keys }: Item,
): Promise<ReadonlyMap<string, string> | undefined> => {
  const reader = run.tables[table]
  if (reader === undefined) return undefined
  const { item } = await run.pace.read(async () => reader.read(keys, run.signal))
  return wantedBy(run, sink, keys, item)
}

/** Looks at suspects of one sink again, and gives those that are still wrong. */
export const lookAtSuspects = async (
  run: VerifyRun,
  suspects: readonly Suspect[],
): Promise<readonly Suspect[]> => {
  const sink = run.sinks[suspects[0]?.sink ?? -1]
  if (sink === undefined) return []
  const there = await seeAll(
    sink,
    suspects.map(({ id }) => id),
    run.signal,
  )
  const pairs = suspects.map((suspect, at) => [suspect, there[at]] as const)
  const judged = await mapConcurrently(pairs, readsAtOnce, async ([suspect, each]) =>
    lookedAt(run, suspect, each),
  )
  return judged.filter(each => each !== undefined)
}
