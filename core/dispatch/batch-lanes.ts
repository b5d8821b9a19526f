import type { AnyChange } from '../change/change.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import type { Group, GroupResult, HandleBatch } from '../processor/processor.ts'
import { changeFor, faultFor, needsSettling, settleBefore } from './attempt.ts'
import type { Want } from './batch.ts'
import { byKey } from './each-lanes.ts'
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

const makeGroup = async (members: Members): Promise<Group> => {
  const changes: AnyChange[] = []
  for (const want of members) {
    const made = changeFor(want)
    changes.push(made instanceof Promise ? await made : made)
  }
  const last = changes.at(-1)
  if (last === undefined) throw new RangeError('a group has at least one change')
  return { key: last.key, changes, last }
}

/** Prepares a group for the call; `undefined` when it failed or was parked before it came to one. */
const prepare = async (members: Members, run: Run): Promise<Ready | boolean> => {
  if (needsSettling(members, run)) return (await settleBefore(members, run)) ?? false
  const fault = faultFor(members, run)
  if (fault?.when === 'before') return settleFailure(members, fault.error, run)
  try {
    return { members, group: await makeGroup(members), fault }
  } catch (error) {
    return run.isOver() ? false : settleFailure(members, error, run)
  }
}

/** Prepares the groups of a call in order; a key whose group failed lets none of its later groups through. */
const prepareAll = async (groups: readonly Members[], run: Run): Promise<readonly Ready[]> => {
  const ready: Ready[] = []
  const blocked = new Set<string>()
  for (const members of groups) {
    const key = members[0]?.unit.view.key ?? ''
    if (blocked.has(key)) continue
    const prepared = await prepare(members, run)
    if (prepared === false) blocked.add(key)
    else if (prepared !== true) ready.push(prepared)
  }
  return ready
}

const settleResult = async ({ members, fault }: Ready, result: GroupResult, run: Run): Promise<boolean> => {
  if (result instanceof Error) return settleFailure(members, result, run)
  if (fault !== undefined) return settleFailure(members, fault.error, run)
  for (const want of members) want.state = result
  return true
}

const settleResults = async (
  ready: readonly Ready[],
  results: readonly GroupResult[],
  run: Run,
): Promise<void> => {
  const blocked = new Set<string>()
  for (const [index, each] of ready.entries()) {
    const { key } = each.group
    // What the sink did beyond a failed change of the key is not to count: it comes again, in order.
    if (blocked.has(key)) for (const want of each.members) want.state = 'retry'
    else if (!(await settleResult(each, results[index] ?? 'applied', run))) blocked.add(key)
  }
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
  for (const members of groups) for (const want of members) want.state = 'running'
  const ready = await prepareAll(groups, run)
  if (ready.length === 0 || run.isOver()) return
  for (const { members } of ready) for (const want of members) want.ran = true
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
    await settleResults(ready, results ?? ready.map(() => 'applied'), run)
  } catch (error) {
    if (!run.isOver()) await settleThrow(ready, error, run)
  }
}

/** The groups of one key one after the other, each in a call of its own, up to the first that does not get through. */
const callAlone = async (
  groups: readonly Members[],
  handle: HandleBatch<AnyChange>,
  run: Run,
): Promise<void> => {
  for (const members of groups) {
    if (run.isOver() || members.some(({ processor }) => run.sinksDown.has(processor.name))) return
    await call([members], handle, run)
    if (!members.every(isFinished)) return
  }
}

const groupsOf = (wants: readonly Want[], coalesce: 'none' | 'last-image'): readonly Members[] => {
  const open = wants.filter(want => !isFinished(want))
  return coalesce === 'last-image' ? byKey(open) : open.map(want => [want])
}

/**
 * The work of a batch processor: one call with all its groups, or, after a call failed as a whole, one lane per key
 * that calls for each group alone.
 */
export const batchLanes = (wants: readonly Want[], handle: HandleBatch<AnyChange>): readonly Lane[] => {
  const [first] = wants
  if (first === undefined) return []
  const { coalesce } = first.processor
  if (!wants.some(({ together }) => together)) {
    const task = async (run: Run): Promise<void> => call(groupsOf(wants, coalesce), handle, run)
    return [{ position: first.unit.position, task }]
  }
  return byKey(wants.filter(want => !isFinished(want))).flatMap(lane => {
    const [head] = lane
    const task = async (run: Run): Promise<void> => callAlone(groupsOf(lane, coalesce), handle, run)
    return head === undefined ? [] : [{ position: head.unit.position, task }]
  })
}
