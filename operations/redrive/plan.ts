import type { BlobStore } from '../../core/blob/blob-store.ts'
import { fetchBlobs } from '../../core/blob/fetch-blobs.ts'
import type { Clock } from '../../core/clock.ts'
import type { Fact, Facts } from '../../core/ledger/facts.ts'
import type { LedgerScope } from '../../core/ledger/ledger.ts'
import { readFacts } from '../../core/ledger/ledger.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { RecordView } from '../../core/record/record-view.ts'
import { viewOf } from '../../core/record/view-of.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { FailedObject } from './failed-object.ts'
import { wantedBy } from './narrow.ts'
import type { Found } from './waves.ts'

/** A failed object in hand. */
export interface Held {
  readonly found: Found
  readonly object: FailedObject
}

/** The objects of one function on one stream that are delivered together. */
export interface Group {
  /** As the project names it. */
  readonly functionName: string
  readonly registry: Registry
  readonly held: readonly [Held, ...Held[]]
  /** The function's own ledger, which discarded batches are measured by (L14). */
  readonly scope: LedgerScope
  /** What redrives have brought home, which is all that a parked change is measured by (L4). */
  readonly redriveScope: LedgerScope
}

/** A record, and which of its processors it is for. */
export interface Target {
  readonly name: string
  readonly view: RecordView
  /** How each processor that wants the record stands with it: done before, or open. */
  readonly wants: ReadonlyMap<string, Want>
}

/** That a processor is to have a record. */
export interface Want {
  /** It waits for it as a parked change, not as part of a discarded batch. */
  readonly isParked: boolean
  readonly done: Fact['done']
}

/** Names a (processor, record). */
export const placeOf = (recordName: string, processor: string): string => `${recordName} ${processor}`

const doneIn = (facts: Facts, name: string, processor: string): Fact['done'] =>
  facts.get(name)?.byProcessor.get(processor)?.done

const least = (held: Group['held']): string =>
  held.reduce((first, { found }) => (found.first < first ? found.first : first), held[0].found.first)

const most = (held: Group['held']): string =>
  held.reduce((last, { found }) => (found.last > last ? found.last : last), held[0].found.last)

/** What {@link targetsOf} asks. */
export interface TargetPorts {
  readonly ledger: LedgerStore
  readonly blobs?: BlobStore
  readonly clock: Clock
  readonly timeoutMs: number
}

/** A filter looks at what was written, wherever the value lies. */
const opened = async (
  views: ReadonlyMap<string, RecordView>,
  { blobs, clock, timeoutMs }: TargetPorts,
): Promise<ReadonlyMap<string, RecordView>> => {
  if (blobs === undefined) return views
  const records = [...views.values()].map(({ record }) => record)
  const fetched = await fetchBlobs(records, blobs, async signal => clock.wait(timeoutMs, signal))
  return new Map([...views].map(([name, { record }]) => [name, viewOf(record, undefined, fetched)]))
}

/** The records of a group, oldest first, each once, with what the ledger says about them. */
export const targetsOf = async (group: Group, ports: TargetPorts): Promise<readonly Target[]> => {
  const { held, registry } = group
  const { ledger } = ports
  const [first, last] = [least(held), most(held)]
  const [facts, redriven] = await Promise.all([
    readFacts(ledger, group.scope, first, last),
    readFacts(ledger, group.redriveScope, first, last),
  ])
  const views = new Map<string, RecordView>()
  const discarded = new Set<string>()
  const parked = new Set<string>()
  for (const { object } of held) {
    for (const { name, view } of object.records) {
      views.set(name, view)
      if (object.processor === undefined) discarded.add(name)
      else parked.add(placeOf(name, object.processor))
    }
  }
  return [...(await opened(views, ports))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, view]) => {
      const wants = new Map<string, Want>()
      for (const processor of wantedBy(registry, view)) {
        const isParked = parked.has(placeOf(name, processor))
        if (!isParked && !discarded.has(name)) continue
        wants.set(processor, { isParked, done: doneIn(isParked ? redriven : facts, name, processor) })
      }
      return { name, view, wants }
    })
}
