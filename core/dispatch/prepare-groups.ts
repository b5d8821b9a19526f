import type { AnyChange } from '../change/change.ts'
import { changeFor, faultFor, isUnsettled, settleBefore } from './before-try.ts'
import { settleFailure } from './settle-failure.ts'
import type { PreparedGroup } from './prepared-group.ts'
import { groupOf, groupOfOne } from './prepared-group.ts'
import type { DispatchRun } from './dispatch-run.ts'
import type { Delivery } from './delivery.ts'
import { firstOpen, isFinished } from './delivery.ts'

/** A class: decision 0090. */
class MadeChanges {
  readonly members: readonly Delivery[]
  readonly changes: readonly AnyChange[]

  constructor(members: readonly Delivery[], changes: readonly AnyChange[]) {
    this.members = members
    this.changes = changes
  }
}

/** The changes of a group that has one fate: all of them, or the first failure is the group's. */
const makeAll = async (members: readonly Delivery[], run: DispatchRun): Promise<MadeChanges> => {
  const changes: AnyChange[] = []
  for (const delivery of members) {
    if (run.isOver()) break
    const made = changeFor(delivery)
    changes.push(made instanceof Promise ? await made : made)
  }
  return new MadeChanges(members, changes)
}

/**
 * The changes of a group in which each counts: an image that can never be handled is parked alone, and one that
 * fails otherwise leaves what is behind it for the next try.
 */
const makeEach = async (members: readonly Delivery[], run: DispatchRun): Promise<MadeChanges> => {
  const made: Delivery[] = []
  const changes: AnyChange[] = []
  for (const [index, delivery] of members.entries()) {
    if (run.isOver()) break
    try {
      const change = changeFor(delivery)
      changes.push(change instanceof Promise ? await change : change)
      made.push(delivery)
    } catch (error) {
      if (!run.isOver() && (await settleFailure([delivery], error, run))) continue
      if (!run.isOver()) for (const behind of members.slice(index + 1)) behind.holdBack()
      break
    }
  }
  return new MadeChanges(made, changes)
}

/** Prepares a group for the call; `undefined` when it failed or was parked before it came to one. */
const prepare = async (all: readonly Delivery[], run: DispatchRun): Promise<PreparedGroup | undefined> => {
  if (run.isOver()) return undefined
  if (all.some(delivery => isUnsettled(delivery, run))) {
    if (!(await settleBefore(all, run))) return undefined
    const open = all.filter(delivery => !isFinished(delivery))
    return prepare(open, run)
  }
  const fault = faultFor(all, run)
  if (fault?.when === 'before') {
    await settleFailure(all, fault.error, run)
    return undefined
  }
  for (const delivery of all) delivery.start()
  try {
    const [first] = all
    const isEach = first?.processor.coalesce === 'per-key'
    const { members, changes } = isEach ? await makeEach(all, run) : await makeAll(all, run)
    // The deadline has cut them off meanwhile, and they are reported.
    if (run.isOver()) return undefined
    for (const delivery of members) delivery.holdBack()
    return groupOf(members, changes, fault)
  } catch (error) {
    if (!run.isOver()) await settleFailure(all, error, run)
    return undefined
  }
}

/** The usual case without a wait: one change, nothing to settle, no fault ordered, a schema that answers at once. */
const prepareAtOnce = (delivery: Delivery, run: DispatchRun): PreparedGroup | undefined => {
  if (run.options.faults !== undefined || isUnsettled(delivery, run)) return undefined
  try {
    const change = changeFor(delivery)
    return change instanceof Promise ? undefined : groupOfOne(delivery, change)
  } catch {
    // The slow way finds the error again, and what follows from it.
    return undefined
  }
}

/** A call for one delivery alone; `undefined` where it failed before it came to one. */
export const prepareOne = async (delivery: Delivery, run: DispatchRun): Promise<PreparedGroup | undefined> =>
  prepareAtOnce(delivery, run) ?? prepare([delivery], run)

/** This delivery and the unfinished ones behind it, of its processor and item, up to one that has failed already. */
const openFrom = (first: Delivery): readonly Delivery[] => {
  const members: Delivery[] = []
  for (
    let delivery: Delivery | undefined = first;
    delivery !== undefined && delivery.state !== 'retry';
    delivery = firstOpen(delivery.next)
  )
    members.push(delivery)
  return members
}

/**
 * The groups that are to be in a call for these items, all changes of each where they go together; one that failed
 * before it is settled already.
 */
export const prepareGroups = async (
  items: readonly Delivery[],
  isTogether: boolean,
  run: DispatchRun,
): Promise<readonly PreparedGroup[]> => {
  const all: PreparedGroup[] = []
  for (const first of items) {
    const isAlone = !isTogether || first.next === undefined
    const group =
      (isAlone ? prepareAtOnce(first, run) : undefined) ??
      (await prepare(isAlone ? [first] : openFrom(first), run))
    if (group !== undefined) all.push(group)
  }
  return all
}
