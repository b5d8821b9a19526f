import type { Fact, Facts } from '../../core/ledger/facts.ts'
import type { LedgerScope } from '../../core/ledger/ledger.ts'
import { readFacts } from '../../core/ledger/ledger.ts'
import type { LedgerStore } from '../../core/ledger/ledger-store.ts'
import type { RecordView } from '../../core/record/record-view.ts'
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

const isForParked = (held: readonly Held[], name: string, processor: string): boolean =>
  held.some(({ object }) => object.processor === processor && object.records.some(each => each.name === name))

const doneIn = (facts: Facts, name: string, processor: string): Fact['done'] =>
  facts.get(name)?.byProcessor.get(processor)?.done

/** The records of a group, oldest first, each once, with what the ledger says about them. */
export const targetsOf = async (group: Group, ledger: LedgerStore): Promise<readonly Target[]> => {
  const { held, registry } = group
  const [head] = held
  const first = held.reduce(
    (least, { found }) => (found.first < least ? found.first : least),
    head.found.first,
  )
  const last = held.reduce((most, { found }) => (found.last > most ? found.last : most), head.found.last)
  const [facts, redriven] = await Promise.all([
    readFacts(ledger, group.scope, first, last),
    readFacts(ledger, group.redriveScope, first, last),
  ])
  const discarded = new Set(
    held.flatMap(({ object }) =>
      object.processor === undefined ? object.records.map(({ name }) => name) : [],
    ),
  )
  const views = new Map(held.flatMap(({ object }) => object.records.map(({ name, view }) => [name, view])))
  return [...views]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, view]) => {
      const wants = new Map<string, Want>()
      for (const processor of wantedBy(registry, view)) {
        const isParked = isForParked(held, name, processor)
        if (!isParked && !discarded.has(name)) continue
        wants.set(processor, { isParked, done: doneIn(isParked ? redriven : facts, name, processor) })
      }
      return { name, view, wants }
    })
}
