import type { AnyChange } from '../change/change.ts'
import { changeFor, faultFor, isUnsettled, settleBefore } from './attempt.ts'
import { settleFailure } from './failure.ts'
import type { Members, Ready } from './ready.ts'
import { readyAlone, readyTogether } from './ready.ts'
import type { Run } from './run.ts'
import type { Want } from './want.ts'
import { firstOpen, isFinished } from './want.ts'

/** A class like {@link Want}. */
class Made {
  readonly members: Members
  readonly changes: readonly AnyChange[]

  constructor(members: Members, changes: readonly AnyChange[]) {
    this.members = members
    this.changes = changes
  }
}

/** The changes of a group that has one fate: all of them, or the first failure is the group's. */
const makeAll = async (members: Members): Promise<Made> => {
  const changes: AnyChange[] = []
  for (const want of members) {
    const made = changeFor(want)
    changes.push(made instanceof Promise ? await made : made)
  }
  return new Made(members, changes)
}

/**
 * The changes of a group in which each counts: an image that can never be handled is parked alone, and one that
 * fails otherwise leaves what is behind it for the next try.
 */
const makeEach = async (members: Members, run: Run): Promise<Made> => {
  const wants: Want[] = []
  const changes: AnyChange[] = []
  for (const [index, want] of members.entries()) {
    try {
      const change = changeFor(want)
      changes.push(change instanceof Promise ? await change : change)
      wants.push(want)
    } catch (error) {
      if (!run.isOver() && (await settleFailure([want], error, run))) continue
      for (const behind of members.slice(index + 1)) behind.state = 'waiting'
      break
    }
  }
  return new Made(wants, changes)
}

/** Prepares a group for the call; `undefined` when it failed or was parked before it came to one. */
const prepare = async (all: Members, run: Run): Promise<Ready | undefined> => {
  if (all.some(want => isUnsettled(want, run))) {
    const open = (await settleBefore(all, run)) === true ? all.filter(want => !isFinished(want)) : []
    return open.length > 0 ? prepare(open, run) : undefined
  }
  const fault = faultFor(all, run)
  if (fault?.when === 'before') {
    await settleFailure(all, fault.error, run)
    return undefined
  }
  for (const want of all) want.state = 'running'
  try {
    const isEach = all[0]?.processor.coalesce === 'per-key'
    const { members, changes } = isEach ? await makeEach(all, run) : await makeAll(all)
    for (const want of members) want.state = 'waiting'
    return readyTogether(members, changes, fault)
  } catch (error) {
    if (!run.isOver()) await settleFailure(all, error, run)
    return undefined
  }
}

/** The usual case without a wait: one change, nothing to settle, no fault ordered, a schema that answers at once. */
const prepareAtOnce = (want: Want, run: Run): Ready | undefined => {
  if (run.options.faults !== undefined || isUnsettled(want, run)) return undefined
  try {
    const change = changeFor(want)
    return change instanceof Promise ? undefined : readyAlone(want, change)
  } catch {
    // The slow way finds the error again, and what follows from it.
    return undefined
  }
}

/** A call for one want alone; `undefined` where it failed before it came to one. */
export const readyForOne = async (want: Want, run: Run): Promise<Ready | undefined> =>
  prepareAtOnce(want, run) ?? prepare([want], run)

/** This want and the unfinished ones behind it, of its processor and item. */
const openFrom = (first: Want): Members => {
  const members: Want[] = []
  for (let want: Want | undefined = first; want !== undefined; want = firstOpen(want.next)) members.push(want)
  return members
}

/** True where all changes of an item go into one call. */
export const areTogether = (items: readonly Want[]): boolean => items[0]?.processor.coalesce !== 'none'

/** The groups that are to be in a call for these items; one that failed before it is settled already. */
export const readyFor = async (items: readonly Want[], run: Run): Promise<readonly Ready[]> => {
  const isTogether = areTogether(items)
  const all: Ready[] = []
  for (const first of items) {
    const isAlone = !isTogether || first.next === undefined
    const ready =
      (isAlone ? prepareAtOnce(first, run) : undefined) ??
      (await prepare(isAlone ? [first] : openFrom(first), run))
    if (ready !== undefined) all.push(ready)
  }
  return all
}
