import type { AnyChange } from '../change/change.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import { asError, isError } from '../errors/thrown.ts'
import { whoseFault } from '../errors/whose-fault.ts'
import type { GroupResult, HandleBatch } from '../processor/processor.ts'
import { failedAt } from './blame.ts'
import { settleFailure } from './failure.ts'
import { areTogether, readyFor, readyForOne } from './prepare.ts'
import type { Members, Ready } from './ready.ts'
import type { CallLane, Run } from './run.ts'
import type { Tally } from './tally.ts'
import { noteFailedTogether } from './troubles.ts'
import type { Want } from './want.ts'
import { firstOpen, isFinished } from './want.ts'

/** How a processor is called, and what came of it so far. */
interface Calls {
  readonly handle: HandleBatch<AnyChange>
  readonly tally: Tally
}

/** An error for what is no result; a bulk client's own answer, handed on, must not pass for applied. */
const resultOf = (result: unknown, { members: [first] }: Ready): GroupResult => {
  if (result === undefined || result === null) return 'applied'
  if (result === 'applied' || result === 'unchanged' || isError(result)) return result
  const found = typeof result
  return raise(deliveryFaults, 'delivery.result-unknown', { processor: first?.processor.name ?? '', found })
}

/** What went well is noted first: parking what did not may take until the time is up. */
const settleResults = async (
  ready: readonly Ready[],
  results: readonly GroupResult[] | undefined,
  run: Run,
  calls: Calls,
): Promise<void> => {
  const { tally } = calls
  const appliedBefore = tally.applied
  const failed: { readonly members: Members; readonly error: Error }[] = []
  for (const [index, each] of ready.entries()) {
    const result = resultOf(results?.[index], each)
    if (result !== 'applied' && result !== 'unchanged') failed.push({ members: each.members, error: result })
    else if (each.fault !== undefined) failed.push({ members: each.members, error: each.fault.error })
    else {
      each.each(want => {
        want.state = result
      })
      tally.applied += 1
    }
  }
  await Promise.all(
    failed.map(async ({ members, error }) =>
      canBeSplit(members, error)
        ? callOneByOne(members, calls, run)
        : settleFailure(members, error, run, appliedBefore),
    ),
  )
}

/**
 * A group in which each change counts is only held together by its key, so one that can never be handled goes alone.
 * What may be handled at the next try is not: its effect may be there already.
 */
const canBeSplit = (members: Members, error: Error): boolean =>
  members.length > 1 &&
  members[0]?.processor.coalesce === 'per-key' &&
  isPipelineError(error) &&
  error.disposition === 'park'

const callOneByOne = async (members: Members, calls: Calls, run: Run): Promise<void> => {
  for (const want of members) want.state = 'waiting'
  for (const want of members) {
    const ready = await readyForOne(want, run)
    if (ready !== undefined) await callReady([ready], calls, run)
    if (!isFinished(want)) return
  }
}

/** A call that failed as a whole blames nobody: the next try goes one by one and finds out. */
const failTogether = (ready: readonly Ready[], error: Error, run: Run): void => {
  const wants = ready.flatMap(({ members }) => members)
  const nowMs = run.options.clock.now()
  const says = whoseFault(error) === 'unknown'
  noteFailedTogether(run.troubles, wants, error, ready.length)
  for (const want of wants) {
    want.state = 'retry'
    want.together = true
    want.error = error
    if (says) want.failure = failedAt(want, nowMs)
  }
}

const settleThrow = async (ready: readonly Ready[], thrown: unknown, run: Run): Promise<void> => {
  const error = asError(thrown)
  const [only] = ready
  const blamesAll = (isPipelineError(error) && error.disposition === 'stop') || whoseFault(error) === 'sink'
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
const call = async (items: readonly Want[], calls: Calls, run: Run): Promise<void> =>
  callReady(await readyFor(items, run), calls, run)

const callReady = async (ready: readonly Ready[], calls: Calls, run: Run): Promise<void> => {
  if (ready.length === 0 || run.isOver()) return
  for (const each of ready) {
    each.each(want => {
      want.state = 'running'
      want.ran = true
      want.isShared = ready.length > 1
    })
  }
  try {
    const results = await calls.handle(
      ready.map(({ group }) => group),
      run.context,
    )
    if (run.isOver()) return
    if (results !== undefined && results.length !== ready.length) {
      const processor = ready[0]?.members[0]?.processor.name ?? ''
      throw raise(deliveryFaults, 'delivery.result-mismatch', {
        processor,
        wanted: ready.length,
        found: results.length,
      })
    }
    await settleResults(ready, results ?? undefined, run, calls)
  } catch (error) {
    if (!run.isOver()) await settleThrow(ready, error, run)
  }
}

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
const callInRounds = async (items: readonly Want[], calls: Calls, run: Run): Promise<void> => {
  let due = items
  while (due.length > 0 && !run.isOver() && !isDown(due, run)) {
    await call(due, calls, run)
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
export const batchLanes = (
  items: readonly Want[],
  handle: HandleBatch<AnyChange>,
  tally: Tally,
): readonly CallLane[] => {
  const open = items.map(firstOpen).filter(want => want !== undefined)
  const shared = isAnyTogether(open) ? open.map(first => [first]) : [open]
  return shared.flatMap(each => {
    const [first] = each
    const task = async (run: Run): Promise<void> => callInRounds(each, { handle, tally }, run)
    return first === undefined ? [] : [{ first, task }]
  })
}
