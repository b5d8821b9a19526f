import { attributeAt } from '../../core/diff/attribute-at.ts'
import type { LeftDependents } from './faults.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { Context, Done } from '../../core/processor/processor.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { itemKey } from '../../core/record/item-key.ts'
import type { ItemAddress } from '../../core/refresh/item-source.ts'
import { unanswered } from '../unanswered.ts'
import type { Dependent, DependentQuery, DependentStore, Removal } from './dependent-store.ts'
import { cleanupFaults } from './faults.ts'
import type { GenerationRule } from './generation.ts'
import { generationOf, isAnothers } from './generation.ts'
import { timeSpanOf } from './time-span.ts'

/** The removal of one item, and where its dependents are. */
export interface RemovedParent {
  readonly rule: GenerationRule
  readonly store: DependentStore
  readonly address: ItemAddress
  /** The item that was removed, where the stream carries it. */
  readonly removed: Image | undefined
  readonly queries: readonly DependentQuery[]
  readonly context: Pick<Context, 'signal' | 'clock' | 'items'>
}

/** What became of the dependents of one pass over all queries. */
interface Pass {
  /** The parent as it was last seen. */
  parent: Image | undefined
  removed: number
  changed: number
  readonly left: Dependent[]
}

/** Whoever is written between two looks is looked at again, so often. */
const passes = 3
const parentTries = 5

const unremoved = (asked: number, answered: number): Error =>
  unanswered('The store of dependents', 'deletes', asked, answered)

const note = (asked: number, results: readonly (Removal | undefined)[], pass: Pass): void => {
  if (results.length !== asked) throw unremoved(asked, results.length)
  for (const result of results) {
    if (result === 'applied') pass.removed += 1
    else if (result === 'changed') pass.changed += 1
    else if (result !== 'unchanged') throw result ?? unremoved(1, 0)
  }
}

/** While a parent lives: those that are proven to be none of its own. */
const takeOld = async (
  { rule, store, removed, context }: RemovedParent,
  query: DependentQuery,
  dependents: readonly Dependent[],
  parent: Image,
  pass: Pass,
): Promise<void> => {
  const nowMs = context.clock.now()
  const told = Map.groupBy(dependents, ({ item }) => generationOf(rule, parent, removed, item, nowMs))
  const old = told.get('old') ?? []
  pass.left.push(...(told.get('unknown') ?? []))
  if (old.length === 0) return
  note(old.length, await store.removeAsSeen(rule.dependents, query, old, context.signal), pass)
}

const takePage = async (
  taking: RemovedParent,
  query: DependentQuery,
  dependents: readonly Dependent[],
  pass: Pass,
): Promise<void> => {
  const { rule, removed, store, address, context } = taking
  const orphans = dependents.filter(({ item }) => !isAnothers(rule, removed, item))
  for (let tries = 0; tries < parentTries; tries += 1) {
    if (pass.parent !== undefined) return takeOld(taking, query, dependents, pass.parent, pass)
    if (orphans.length === 0) return
    const results = await store.removeWithoutParent(address, query, orphans, context.signal)
    if (results !== 'parent-lives') {
      note(orphans.length, results, pass)
      return
    }
    pass.parent = await store.parent(address, context.signal)
  }
  throw raise(cleanupFaults, 'cleanup.parent-changing', { tries: parentTries })
}

const takeAll = async (taking: RemovedParent, query: DependentQuery, pass: Pass): Promise<void> => {
  const { store, address, context } = taking
  const parentKey = itemKey(address.keys)
  let cursor: Image | undefined
  do {
    context.signal.throwIfAborted()
    const page = await store.page(query, cursor, context.signal)
    // A parent that was created anew may lie among its own dependents.
    const dependents = page.dependents.filter(({ keys }) => itemKey(keys) !== parentKey)
    await takePage(taking, query, dependents, pass)
    cursor = page.cursor
  } while (cursor !== undefined)
}

const onePass = async (taking: RemovedParent): Promise<Pass> => {
  const { store, address, queries, context } = taking
  const source = context.items ?? { read: store.parent }
  const parent = await source.read(address, context.signal)
  const pass: Pass = { parent, removed: 0, changed: 0, left: [] }
  for (const query of queries) await takeAll(taking, query, pass)
  return pass
}

const leftIn = ({ rule, context }: RemovedParent, { parent, left, changed }: Pass): LeftDependents => {
  const without = left.filter(({ item }) => attributeAt(item, rule.dependents) === undefined).length
  const own = attributeAt(parent, rule.parent)
  const isParentKnown = rule.by === 'id' ? own !== undefined : !!timeSpanOf(own, context.clock.now())
  return {
    isParentKnown,
    path: rule.dependents,
    without,
    undecided: left.length - without,
    changing: changed,
  }
}

/**
 * Deletes the dependents of a removed item that are proven to be none of a living one's.
 * @throws PipelineError `cleanup.generation-unknown`, when all that could be deleted was; `cleanup.parent-changing`
 */
export const takeAlong = async (taking: RemovedParent): Promise<Done> => {
  let removed = 0
  let pass: Pass
  let tries = 0
  do {
    pass = await onePass(taking)
    removed += pass.removed
    tries += 1
  } while (pass.changed > 0 && tries < passes)
  if (pass.left.length > 0 || pass.changed > 0)
    throw raise(cleanupFaults, 'cleanup.generation-unknown', leftIn(taking, pass))
  return removed > 0 ? 'applied' : 'unchanged'
}
