import type { AnyChange } from '../change/change.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import type { Done, GroupResult, HandleBatch } from '../processor/processor.ts'
import { changeFor, faultFor, isUnsettled, settleBefore } from './attempt.ts'
import { settleFailure } from './failure.ts'
import type { Members, Ready } from './ready.ts'
import { readyAlone, readyTogether } from './ready.ts'
import type { CallLane, Run } from './run.ts'
import type { Want } from './want.ts'
import { firstOpen, isFinished } from './want.ts'

interface Made {
  readonly members: Members
  readonly changes: readonly AnyChange[]
}

/** The changes of a group that has one fate: all of them, or the first failure is the group's. */
const makeAll = async (members: Members): Promise<Made> => {
  const changes: AnyChange[] = []
  for (const want of members) {
    const made = changeFor(want)
    changes.push(made instanceof Promise ? await made : made)
  }
  return { members, changes }
}

/**
 * The changes of a group in which each counts: an image that can never be handled is parked alone, and one that
 * fails otherwise leaves what is behind it for the next try.
 */
const makeEach = async (members: Members, run: Run): Promise<Made> => {
  const made = { members: [] as Want[], changes: [] as AnyChange[] }
  for (const [index, want] of members.entries()) {
    try {
      const change = changeFor(want)
      made.changes.push(change instanceof Promise ? await change : change)
      made.members.push(want)
    } catch (error) {
      if (!run.isOver() && (await settleFailure([want], error, run))) continue
      for (const behind of members.slice(index + 1)) behind.state = 'waiting'
      break
    }
  }
  return made
}

/** Prepares a group for the call; `undefined` when it failed or was parked before it came to one. */
const prepare = async (all: Members, run: Run): Promise<Ready | undefined> => {
  if (all.some(want => isUnsettled(want, run))) {
    await settleBefore(all, run)
    return undefined
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

/** This want and the unfinished ones behind it, of its processor and item. */
const openFrom = (first: Want): Members => {
  const members: Want[] = []
  for (let want: Want | undefined = first; want !== undefined; want = firstOpen(want.next)) members.push(want)
  return members
}

/** The groups that are to be in the call; one that failed before it is settled already. */
const prepareAll = async (items: readonly Want[], run: Run): Promise<readonly Ready[]> => {
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

/** What went well is noted first: parking what did not may take until the time is up. */
const settleResults = async (
  ready: readonly Ready[],
  results: readonly GroupResult[] | undefined,
  run: Run,
): Promise<void> => {
  const failed: { readonly members: Members; readonly error: Error }[] = []
  ready.forEach((each, index) => {
    const result = results?.[index] ?? 'applied'
    const error = result instanceof Error ? result : each.fault?.error
    if (error !== undefined) failed.push({ members: each.members, error })
    else each.each(want => void (want.state = result as Done))
  })
  await Promise.all(failed.map(async ({ members, error }) => settleFailure(members, error, run)))
}

/** A call that failed as a whole blames nobody: the next try goes one by one and finds out. */
const failTogether = (ready: readonly Ready[], error: Error, run: Run): void => {
  run.options.logger.warn(error.message, {
    code: isPipelineError(error) ? error.code : error.name,
    processor: ready[0]?.members[0]?.processor.name,
    failedTogether: ready.length,
  })
  for (const each of ready) {
    each.each(want => {
      want.state = 'retry'
      want.together = true
      want.error = error
    })
  }
}

const settleThrow = async (ready: readonly Ready[], thrown: unknown, run: Run): Promise<void> => {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown))
  const [only] = ready
  const blamesAll = isPipelineError(error) && (error.scope === 'sink' || error.disposition === 'stop')
  if (blamesAll)
    await settleFailure(
      ready.flatMap(({ members }) => members),
      error,
      run,
    )
  else if (ready.length === 1 && only !== undefined) await settleFailure(only.members, error, run)
  else failTogether(ready, error, run)
}

/** One call for all of these items: for the next change of each, or for all of its changes. */
const call = async (items: readonly Want[], handle: HandleBatch<AnyChange>, run: Run): Promise<void> => {
  const ready = await prepareAll(items, run)
  if (ready.length === 0 || run.isOver()) return
  for (const each of ready) {
    each.each(want => {
      want.state = 'running'
      want.ran = true
      want.isShared = ready.length > 1
    })
  }
  try {
    const results = await handle(
      ready.map(({ group }) => group),
      run.context,
    )
    if (run.isOver()) return
    if (results !== undefined && results.length !== ready.length) {
      const processor = ready[0]?.members[0]?.processor.name ?? ''
      throw raise('delivery.result-mismatch', { processor, wanted: ready.length, found: results.length })
    }
    await settleResults(ready, results ?? undefined, run)
  } catch (error) {
    if (!run.isOver()) await settleThrow(ready, error, run)
  }
}

const areTogether = (items: readonly Want[]): boolean => items[0]?.processor.coalesce !== 'none'

const isDown = (items: readonly Want[], run: Run): boolean =>
  run.sinksDown.size > 0 && items.some(({ processor }) => run.sinksDown.has(processor.name))

/** What is due after a call: of each item whose change is finished the next one. */
const dueAfter = (items: readonly Want[]): readonly Want[] => {
  const due: Want[] = []
  for (const want of items) {
    const next = isFinished(want) ? firstOpen(want.next) : undefined
    if (next !== undefined) due.push(next)
  }
  return due
}

/**
 * The first changes of all keys in one call, then the second ones, and so on: a change is in a call only when the one
 * before it of its key is finished, so the first failure stops the key before anything after it has an effect.
 * What is taken together is due at once, and as it is.
 */
const callInRounds = async (
  items: readonly Want[],
  handle: HandleBatch<AnyChange>,
  run: Run,
): Promise<void> => {
  let due = items
  while (due.length > 0 && !run.isOver() && !isDown(due, run)) {
    await call(due, handle, run)
    due = areTogether(due) ? [] : dueAfter(due)
  }
}

const isAnyTogether = (items: readonly Want[]): boolean => {
  for (const first of items) {
    for (let want: Want | undefined = first; want !== undefined; want = firstOpen(want.next)) {
      if (want.together) return true
    }
  }
  return false
}

/**
 * The work of a batch processor: all keys in one call, or, after a call failed as a whole, one lane per key that
 * calls for each group alone.
 */
export const batchLanes = (items: readonly Want[], handle: HandleBatch<AnyChange>): readonly CallLane[] => {
  const open = items.map(firstOpen).filter(want => want !== undefined)
  const shared = isAnyTogether(open) ? open.map(first => [first]) : [open]
  return shared.flatMap(each => {
    const [first] = each
    const task = async (run: Run): Promise<void> => callInRounds(each, handle, run)
    return first === undefined ? [] : [{ first, task }]
  })
}
