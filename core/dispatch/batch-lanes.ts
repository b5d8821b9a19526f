import type { AnyChange } from '../change/change.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import type { Group, GroupResult, HandleBatch } from '../processor/processor.ts'
import { changeFor, faultFor, isUnsettled, settleBefore } from './attempt.ts'
import type { Want } from './batch.ts'
import { byItem } from './each-lanes.ts'
import { settleFailure } from './failure.ts'
import type { Lane, Run } from './run.ts'
import { isFinished } from './run.ts'

/** The wants of one group: one fate, one result. */
type Members = readonly Want[]

interface Ready {
  readonly members: Members
  readonly group: Group
  readonly fault: ReturnType<typeof faultFor>
}

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

/** Prepares a group for the call; a boolean when it failed or was parked before it came to one. */
const prepare = async (all: Members, run: Run): Promise<Ready | boolean> => {
  if (isAnyUnsettled(all, run)) return (await settleBefore(all, run)) ?? false
  const fault = faultFor(all, run)
  if (fault?.when === 'before') return settleFailure(all, fault.error, run)
  for (const want of all) want.state = 'running'
  try {
    const isEach = all[0]?.processor.coalesce === 'per-key'
    const { members, changes } = isEach ? await makeEach(all, run) : await makeAll(all)
    for (const want of members) want.state = 'waiting'
    const last = changes.at(-1)
    return last === undefined ? false : { members, group: { key: last.key, changes, last }, fault }
  } catch (error) {
    return run.isOver() ? false : settleFailure(all, error, run)
  }
}

const changesAtOnce = (members: Members): readonly AnyChange[] | undefined => {
  const [only] = members
  if (members.length === 1 && only !== undefined) {
    // By far the most common group, so its one change is not worth an array that grows.
    const made = changeFor(only)
    return made instanceof Promise ? undefined : [made]
  }
  const changes: AnyChange[] = []
  for (const want of members) {
    const made = changeFor(want)
    if (made instanceof Promise) return undefined
    changes.push(made)
  }
  return changes
}

const isAnyUnsettled = (members: Members, run: Run): boolean => {
  for (const want of members) if (isUnsettled(want, run)) return true
  return false
}

/** The usual case without a wait: nothing to settle, no fault ordered, and schemas that answer at once. */
const prepareAtOnce = (members: Members, run: Run): Ready | undefined => {
  if (run.options.faults !== undefined || isAnyUnsettled(members, run)) return undefined
  try {
    const changes = changesAtOnce(members)
    const last = changes?.at(-1)
    if (changes === undefined || last === undefined) return undefined
    return { members, group: { key: last.key, changes, last }, fault: undefined }
  } catch {
    // The slow way finds the error again, and what follows from it.
    return undefined
  }
}

/** The groups that are to be in the call; one that failed before it is settled already. */
const prepareAll = async (groups: readonly Members[], run: Run): Promise<readonly Ready[]> => {
  const ready: Ready[] = []
  for (const members of groups) {
    const prepared = prepareAtOnce(members, run) ?? (await prepare(members, run))
    if (typeof prepared !== 'boolean') ready.push(prepared)
  }
  return ready
}

/** What went well is noted first: parking what did not may take until the time is up. */
const settleResults = async (
  ready: readonly Ready[],
  results: readonly GroupResult[] | undefined,
  run: Run,
): Promise<void> => {
  const failed: { readonly members: Members; readonly error: Error }[] = []
  ready.forEach(({ members, fault }, index) => {
    const result = results?.[index] ?? 'applied'
    if (result instanceof Error) failed.push({ members, error: result })
    else if (fault !== undefined) failed.push({ members, error: fault.error })
    else for (const want of members) want.state = result
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
  for (const { members } of ready) {
    for (const want of members) {
      want.state = 'retry'
      want.together = true
      want.error = error
    }
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

const call = async (groups: readonly Members[], handle: HandleBatch<AnyChange>, run: Run): Promise<void> => {
  const ready = await prepareAll(groups, run)
  if (ready.length === 0 || run.isOver()) return
  for (const { members } of ready) {
    for (const want of members) {
      want.state = 'running'
      want.ran = true
      want.isShared = ready.length > 1
    }
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

/** The wants of each item, in order. */
type ItemWants = readonly Want[]

/** The groups that are due: of each item the next, once the one before it is finished. */
const dueIn = (round: number, items: readonly ItemWants[], isTogether: boolean): readonly Members[] => {
  // What is taken together is due at once, and as it is.
  if (isTogether) return round === 0 ? items : []
  const due: Members[] = []
  for (const wants of items) {
    const want = wants[round]
    const before = wants[round - 1]
    if (want !== undefined && (before === undefined || isFinished(before))) due.push([want])
  }
  return due
}

const isDown = (members: Members, run: Run): boolean =>
  run.sinksDown.size > 0 && members.some(({ processor }) => run.sinksDown.has(processor.name))

/**
 * The first groups of all keys in one call, then the second ones, and so on: a change is in a call only when the one
 * before it of its key is finished, so the first failure stops the key before anything after it has an effect.
 */
const callInRounds = async (
  items: readonly ItemWants[],
  handle: HandleBatch<AnyChange>,
  run: Run,
): Promise<void> => {
  const isTogether = items[0]?.[0]?.processor.coalesce !== 'none'
  const most = isTogether ? 1 : items.reduce((length, wants) => Math.max(length, wants.length), 0)
  for (let round = 0; round < most; round += 1) {
    const due = dueIn(round, items, isTogether)
    const [first] = due
    if (run.isOver() || first === undefined || isDown(first, run)) return
    await call(due, handle, run)
  }
}

/**
 * The work of a batch processor: all keys in one call, or, after a call failed as a whole, one lane per key that
 * calls for each group alone.
 */
export const batchLanes = (
  wants: readonly Want[],
  handle: HandleBatch<AnyChange>,
  itemCount: number,
): readonly Lane[] => {
  const items = byItem(
    wants.filter(want => !isFinished(want)),
    itemCount,
  )
  const shared = wants.some(({ together }) => together) ? items.map(item => [item]) : [items]
  return shared.flatMap(each => {
    const first = each[0]?.[0]
    const task = async (run: Run): Promise<void> => callInRounds(each, handle, run)
    return first === undefined ? [] : [{ position: first.unit.position, task }]
  })
}
