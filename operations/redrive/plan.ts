import { fetchBlobs } from '../../core/record/fetch-blobs.ts'
import type { LedgerEntry, LedgerEntries } from '../../core/ledger/ledger-entry.ts'
import type { LedgerScope } from '../../core/ledger/ledger.ts'
import { readEntries } from '../../core/ledger/ledger.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import { viewOf } from '../../core/record/view-of.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { DoubtedEffect } from './doubted-effect.ts'
import type { FoundObject, LoadedObject } from './objects/found-object.ts'
import { ownFunction } from './objects/own-objects.ts'
import type { RedriveRun } from './redrive-run.ts'

/** The objects of one function on one stream that are delivered together. */
export interface ObjectGroup {
  /** As the project names it. */
  readonly functionName: string
  readonly registry: Registry
  readonly loaded: readonly [LoadedObject, ...LoadedObject[]]
  /** The function's own ledger, which discarded batches are measured by (L14). */
  readonly scope: LedgerScope
  /** What redrives have remembered, which is all that a parked change is measured by (L4). */
  readonly redriveScope: LedgerScope
}

/** That a processor is to have a record. */
export interface PlannedDelivery {
  /** It waits for it as a parked change, not as part of a discarded batch. */
  readonly isParked: boolean
  /** How it ended before; `undefined` while it is open. */
  readonly done: LedgerEntry['done']
  /** Those of the group's objects that it is made for. */
  readonly objects: readonly FoundObject[]
  /** Its processor is strict, and nobody can say whether its effect is there. */
  readonly doubt?: DoubtedEffect
}

/** A record, and which processors it is for. */
export interface PlannedRecord {
  /** Its name in the ledger. */
  readonly name: string
  readonly view: RecordView
  readonly deliveries: ReadonlyMap<string, PlannedDelivery>
}

/** What is to be delivered of a group: its records, oldest first, each once. */
export interface RedrivePlan extends ObjectGroup {
  readonly records: readonly PlannedRecord[]
}

/** Names a (processor, record). */
export const deliveryName = (recordName: string, processor: string): string => `${recordName} ${processor}`

/** Loaded objects by function; those of a wave are of one stream, and all of one stage. */
export const groupsOf = (loaded: readonly LoadedObject[], run: RedriveRun): readonly ObjectGroup[] =>
  [...Map.groupBy(loaded, ({ object }) => object.functionName)].flatMap(
    ([functionName, [first, ...others]]) => {
      const own = ownFunction(run, functionName)
      if (first === undefined || own === undefined) return []
      const scope = { functionName, stage: run.stage, streamArn: first.object.streamArn }
      const redriveScope = { ...scope, stage: `${run.stage}/redrive` }
      return [{ ...own, loaded: [first, ...others], scope, redriveScope }]
    },
  )

/** What the ledger says of the part of the stream that the objects cover together. */
const entriesOf = async (
  scope: LedgerScope,
  { loaded }: ObjectGroup,
  run: RedriveRun,
): Promise<LedgerEntries> => {
  const [{ found }] = loaded
  const first = loaded.reduce(
    (least, each) => (each.found.first < least ? each.found.first : least),
    found.first,
  )
  const last = loaded.reduce((most, each) => (each.found.last > most ? each.found.last : most), found.last)
  return readEntries(run.ledger, scope, first, last)
}

/** A filter looks at what was written, wherever the value lies. */
const opened = async (
  views: ReadonlyMap<string, RecordView>,
  { blobs, clock, timeoutMs }: RedriveRun,
): Promise<ReadonlyMap<string, RecordView>> => {
  if (blobs === undefined) return views
  const records = [...views.values()].map(({ record }) => record)
  const fetched = await fetchBlobs(records, blobs, async signal => clock.wait(timeoutMs, signal))
  return new Map([...views].map(([name, { record }]) => [name, viewOf(record, undefined, fetched)]))
}

/** Names of the processors that want a record; one whose filter cannot tell does, and fails when it is tried. */
const wantedBy = (registry: Registry, view: RecordView): readonly string[] => {
  const names: string[] = []
  registry.route(view, position => {
    const name = registry.processors[position]?.name
    if (name !== undefined) names.push(name)
  })
  return names
}

/** Which objects hold a record: as part of a discarded batch, or parked for a processor. */
const objectsByRecord = ({
  loaded,
}: ObjectGroup): {
  readonly views: Map<string, RecordView>
  readonly holding: Map<string, FoundObject[]>
} => {
  const views = new Map<string, RecordView>()
  const holding = new Map<string, FoundObject[]>()
  for (const { found, object } of loaded) {
    for (const { name, view } of object.records) {
      views.set(name, view)
      const waiting = object.processor === undefined ? name : deliveryName(name, object.processor)
      holding.set(waiting, [...(holding.get(waiting) ?? []), found])
    }
  }
  return { views, holding }
}

/** The records of a group, with what is to be done about them by what the ledgers say. */
export const planGroup = async (group: ObjectGroup, run: RedriveRun): Promise<RedrivePlan> => {
  const [done, redriven] = await Promise.all([
    entriesOf(group.scope, group, run),
    entriesOf(group.redriveScope, group, run),
  ])
  const { views, holding } = objectsByRecord(group)
  const deliveryOf = (name: string, processor: string): PlannedDelivery | undefined => {
    const parked = holding.get(deliveryName(name, processor))
    const objects = parked ?? holding.get(name)
    const isParked = parked !== undefined
    const entries = isParked ? redriven : done
    return objects && { isParked, objects, done: entries.get(name)?.byProcessor.get(processor)?.done }
  }
  const records = [...(await opened(views, run))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, view]) => {
      const wanted = wantedBy(group.registry, view).map(each => [each, deliveryOf(name, each)] as const)
      const deliveries = new Map(
        wanted.flatMap(([processor, each]) => (each === undefined ? [] : [[processor, each] as const])),
      )
      return { name, view, deliveries }
    })
  return { ...group, records }
}
