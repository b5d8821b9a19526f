import type { AnyChange } from '../change/change.ts'
import { deliveryFaults } from '../errors/delivery-faults.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import { asError, isError } from '../errors/thrown.ts'
import { whoseFault } from '../errors/whose-fault.ts'
import type { GroupResult, HandleBatch, Processor } from '../processor/processor.ts'
import { failedAt } from './blame.ts'
import type { Breaker } from './breaker.ts'
import { settleFailure } from './settle-failure.ts'
import { prepareGroups, prepareOne } from './prepare-groups.ts'
import type { PreparedGroup } from './prepared-group.ts'
import { claimGroups, endLate } from './call-strict.ts'
import type { DispatchRun } from './dispatch-run.ts'
import type { CallLane } from './lane.ts'
import type { ProcessorTally } from './processor-tally.ts'
import { logFailedTogether } from './failure-log.ts'
import type { Delivery } from './delivery.ts'
import { firstOpen, isFinished } from './delivery.ts'
import { endAll, isWithoutEffect, settleStrictFailure } from './settle-strict.ts'

/** How a processor is called, and what came of it so far. */
interface Calls {
  readonly processor: Processor
  readonly handle: HandleBatch<AnyChange>
  readonly tally: ProcessorTally
}

const isStrict = ({ strict }: Processor): boolean => strict === true

/** True where all changes of an item go into one call. */
const areTogether = ({ coalesce }: Processor): boolean => coalesce !== 'none'

/** An error for what is no result; a bulk client's own answer, handed on, must not pass for applied. */
const resultOf = (result: unknown, { name }: Processor): GroupResult => {
  if (result === undefined || result === null) return 'applied'
  if (result === 'applied' || result === 'unchanged' || isError(result)) return result
  return raise(deliveryFaults, 'delivery.result-unknown', { processor: name, found: typeof result })
}

/** What went well is noted first: parking what did not may take until the time is up. */
const settleResults = async (
  groups: readonly PreparedGroup[],
  results: readonly GroupResult[] | undefined,
  run: DispatchRun,
  calls: Calls,
): Promise<void> => {
  const { processor, tally } = calls
  const appliedBefore = tally.applied
  // All of them before any is settled: an answer that throws when it is looked at fails the call as a whole.
  const answers = groups.map((_, index) => resultOf(results?.[index], processor))
  const failed: { readonly members: readonly Delivery[]; readonly error: Error }[] = []
  const applied: Delivery[] = []
  let index = 0
  for (const each of groups) {
    const result = answers[index] ?? 'applied'
    index += 1
    if (result !== 'applied' && result !== 'unchanged') failed.push({ members: each.members, error: result })
    else if (each.fault !== undefined) failed.push({ members: each.members, error: each.fault.error })
    else {
      each.each(delivery => {
        delivery.apply(result)
        if (isStrict(processor)) applied.push(delivery)
      })
      tally.noteApplied()
    }
  }
  await Promise.all([
    endAll(applied, 'done', run),
    ...failed.map(async ({ members, error }) => settleFailed(members, error, run, calls, appliedBefore)),
  ])
}

/** What failed, and had no part in what the others of its call came to. */
const settleFailed = async (
  members: readonly Delivery[],
  error: Error,
  run: DispatchRun,
  calls: Calls,
  appliedBefore: number,
): Promise<void> => {
  const isStrictOne = isStrict(calls.processor)
  if (canBeSplit(members, calls, error) && (!isStrictOne || isWithoutEffect(error))) {
    if (isStrictOne) await endAll(members, 'released', run, error)
    if (!run.isOver()) await callOneByOne(members, calls, run)
  } else if (isStrictOne) await settleStrictFailure(members, error, run, appliedBefore)
  else await settleFailure(members, error, run, appliedBefore)
}

/**
 * A group in which each change counts is only held together by its key, so one that can never be handled goes alone.
 * What may be handled at the next try is not: its effect may be there already.
 */
const canBeSplit = (members: readonly Delivery[], { processor }: Calls, error: Error): boolean =>
  members.length > 1 &&
  processor.coalesce === 'per-key' &&
  isPipelineError(error) &&
  error.disposition === 'park'

const callOneByOne = async (members: readonly Delivery[], calls: Calls, run: DispatchRun): Promise<void> => {
  for (const delivery of members) delivery.holdBack()
  for (const delivery of members) {
    const group = await prepareOne(delivery, run)
    if (group !== undefined) await callGroups([group], calls, run)
    if (!isFinished(delivery)) return
  }
}

/** A call that failed as a whole blames nobody: the next try goes one by one and finds out. */
const failTogether = (groups: readonly PreparedGroup[], error: Error, run: DispatchRun): void => {
  const deliveries = groups.flatMap(({ members }) => members)
  const nowMs = run.options.clock.now()
  const isUnknown = whoseFault(error) === 'unknown'
  logFailedTogether(run.failureLog, deliveries, error, groups.length)
  for (const delivery of deliveries)
    delivery.failTogether(error, isUnknown ? failedAt(delivery, nowMs) : undefined)
}

const settleThrow = async (
  groups: readonly PreparedGroup[],
  thrown: unknown,
  { processor }: Calls,
  run: DispatchRun,
): Promise<void> => {
  const error = asError(thrown)
  const [only] = groups
  if (isStrict(processor)) {
    const members = groups.flatMap(each => each.members)
    // Without an effect it is as if it had not been called; else the doubt is of all.
    if (isWithoutEffect(error)) await endAll(members, 'released', run, error)
    else await settleStrictFailure(members, error, run)
    if (run.isOver() || !isWithoutEffect(error)) return
  }
  const blamesAll = (isPipelineError(error) && error.disposition === 'stop') || whoseFault(error) === 'sink'
  if (blamesAll)
    await settleFailure(
      groups.flatMap(({ members }) => members),
      error,
      run,
    )
  else if (groups.length === 1 && only !== undefined) await settleFailure(only.members, error, run)
  else failTogether(groups, error, run)
}

/** One call for all of these items: for the next change of each, or for all of its changes. */
const call = async (items: readonly Delivery[], calls: Calls, run: DispatchRun): Promise<void> =>
  callGroups(await prepareGroups(items, areTogether(calls.processor), run), calls, run)

const keepNotes = (groups: readonly PreparedGroup[], { notes }: DispatchRun): void => {
  for (const { group, members } of groups) {
    const note = notes.get(group)
    if (note !== undefined) members.at(-1)?.noteVersion(note)
  }
}

const callGroups = async (
  groups: readonly PreparedGroup[],
  calls: Calls,
  run: DispatchRun,
): Promise<void> => {
  if (run.isOver()) return
  for (const each of groups) {
    each.each(delivery => {
      delivery.start()
    })
  }
  const ready = isStrict(calls.processor) ? await claimGroups(groups, run) : groups
  if (ready.length > 0) await callReady(ready, calls, run)
}

const callReady = async (groups: readonly PreparedGroup[], calls: Calls, run: DispatchRun): Promise<void> => {
  const { processor, handle } = calls
  const isShared = groups.length > 1
  for (const each of groups) {
    each.each(delivery => {
      delivery.call(isShared)
    })
  }
  try {
    const answer = await handle(
      groups.map(({ group }) => group),
      run.context,
    )
    // Nothing may be said as `null` too.
    const results = answer ?? undefined
    if (run.isOver()) {
      if (isStrict(processor)) await endLate(groups, results, run)
      return
    }
    if (run.notes.size > 0) keepNotes(groups, run)
    if (results !== undefined && results.length !== groups.length) {
      throw raise(deliveryFaults, 'delivery.result-mismatch', {
        processor: processor.name,
        wanted: groups.length,
        found: results.length,
      })
    }
    await settleResults(groups, results, run, calls)
  } catch (error) {
    if (!run.isOver() || isStrict(processor)) await settleThrow(groups, error, calls, run)
  }
}

/**
 * What is due after a call: of each item whose change is finished the next one, unless all went together, and what the
 * sink has refused once more.
 */
const dueAfter = (items: readonly Delivery[], isTogether: boolean, breaker: Breaker): readonly Delivery[] => {
  if (isTogether && !breaker.hasRefusedAny) return []
  const due: Delivery[] = []
  for (const delivery of items) {
    const next = firstOpen(delivery)
    if (next === undefined) continue
    if (breaker.hasRefused(next) || (!isTogether && next !== delivery)) due.push(next)
  }
  return due
}

/** Of each item what the sink has refused. */
const readmitAll = (items: readonly Delivery[], breaker: Breaker): void => {
  for (const first of items) {
    for (
      let delivery: Delivery | undefined = first;
      delivery !== undefined;
      delivery = firstOpen(delivery.next)
    )
      breaker.readmit(delivery)
  }
}

/**
 * The first changes of all keys in one call, then the second ones, and so on: a change is in a call only when the one
 * before it of its key is finished, so the first failure stops the key before anything after it has an effect.
 * What is taken together is due at once, and as it is. What a sink in trouble refuses is due again, in calls as wide
 * as the breaker allows.
 */
const callInRounds = async (items: readonly Delivery[], calls: Calls, run: DispatchRun): Promise<void> => {
  const { breaker } = calls.tally
  const isTogether = areTogether(calls.processor)
  let due = items
  while (due.length > 0 && !run.isOver()) {
    const count = await breaker.admit(due.length, run)
    if (count === 0) return
    const now = count < due.length ? due.slice(0, count) : due
    if (breaker.hasRefusedAny) readmitAll(now, breaker)
    await call(now, calls, run)
    breaker.end(count, run)
    due = [...dueAfter(now, isTogether, breaker), ...due.slice(count)]
  }
}

const mustGoAlone = (items: readonly Delivery[]): boolean => {
  for (const first of items) {
    for (
      let delivery: Delivery | undefined = first;
      delivery !== undefined;
      delivery = firstOpen(delivery.next)
    ) {
      if (delivery.retryAlone) return true
    }
  }
  return false
}

/**
 * The work of a batch processor: all keys in one call, or, after a call failed as a whole, one lane per key that
 * calls for each group alone.
 */
export const callLanes = (
  items: readonly Delivery[],
  handle: HandleBatch<AnyChange>,
  tally: ProcessorTally,
): readonly CallLane[] => {
  const open = items.map(firstOpen).filter(delivery => delivery !== undefined)
  const shared = mustGoAlone(open) ? open.map(first => [first]) : [open]
  return shared.flatMap(each => {
    const [first] = each
    if (first === undefined) return []
    const calls: Calls = { processor: first.processor, handle, tally }
    return [{ first, tally, task: async (run: DispatchRun): Promise<void> => callInRounds(each, calls, run) }]
  })
}
