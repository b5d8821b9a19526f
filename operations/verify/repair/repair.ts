import { asError } from '../../../core/errors/thrown.ts'
import { plainImage } from '../../../core/record/fetch-blobs.ts'
import type { ItemSource } from '../../../core/refresh/item-source.ts'
import type { MendableDifference } from '../report.ts'
import { noProblems } from '../report.ts'
import { reportedDifference } from '../state/look-again.ts'
import { saidOf } from '../said-of.ts'
import type { ValueFile } from '../value-file.ts'
import { groupsIn } from '../value-file.ts'
import type { RepairTerms } from '../verify-options.ts'
import type { ComparedSink, VerifyRun } from '../verify-run.ts'

const repairsAtOnce = 50

/** Items of the run's tables, as they are now, at the run's pace. */
const itemsOf = ({ tables, pace, signal, blobs }: VerifyRun): ItemSource => ({
  read: async ({ streamArn, keys }) => {
    const reader = tables.find(each => each.streamArn === streamArn) ?? tables[0]
    if (reader === undefined) return undefined
    const { item } = await pace.read(async () => reader.read(keys, signal))
    return item && plainImage(item, blobs)
  },
})

/** Why it was left, in words of our own. */
interface Left {
  readonly left: string
}

type Result = 'repaired' | Left | Error

/** Of a document whose item nobody noted, no item can be asked. */
const ownerless: Left = { left: 'nobody noted whose document it is, so take it away by hand' }

const unansweredFor: Left = { left: 'nobody answered for it' }

const refreshGroup = async (
  run: VerifyRun,
  { check }: ComparedSink,
  group: readonly MendableDifference[],
): Promise<readonly Result[]> => {
  if (check.kind === 'entries') {
    await check.forget(
      group.map(({ id }) => id),
      run.signal,
    )
    return group.map(() => 'repaired')
  }
  const { refresh } = check
  if (refresh === undefined) return group.map(() => ({ left: 'its processor cannot refresh a document' }))
  const known = group.flatMap(({ id, streamArn, keys }) =>
    keys ? [{ id, address: { streamArn, keys } }] : [],
  )
  const answers = await refresh(known, { items: itemsOf(run), clock: run.clock, signal: run.signal })
  const byId = new Map(known.map(({ id }, at) => [id, answers[at]]))
  return group.map(({ id, keys }) => {
    const answer = byId.get(id)
    if (keys === undefined) return ownerless
    return answer instanceof Error ? answer : 'repaired'
  })
}

const orErrors = async (
  group: readonly MendableDifference[],
  refresh: () => Promise<readonly Result[]>,
): Promise<readonly Result[]> => {
  try {
    return await refresh()
  } catch (error) {
    return group.map(() => asError(error))
  }
}

const settle = (run: VerifyRun, difference: MendableDifference, result: Result | undefined): void => {
  if (result === 'repaired') {
    run.tally.repaired += 1
    run.tell({ event: 'Repaired', ...reportedDifference(difference) })
    return
  }
  run.tally.notRepaired += 1
  const { left } = result instanceof Error ? { left: saidOf(result) } : (result ?? unansweredFor)
  run.tell({ event: 'NotRepaired', reason: left, ...reportedDifference(difference) })
}

const planOf = async (differences: ValueFile<MendableDifference>) => {
  const repairs = noProblems()
  let count = 0
  for await (const { problem } of differences.values()) {
    repairs[problem] += 1
    count += 1
  }
  return { repairs, count }
}

/**
 * Mends differences: a document is brought to what its item is now, at its own version or at the floor of the stream,
 * so never over anything newer; an entry of a cache is forgotten. Where there are more than `most`, none is touched:
 * then an index or a table is the wrong one, or a pipeline does not run.
 */
export const repair = async (
  run: VerifyRun,
  differences: ValueFile<MendableDifference>,
  { isDryRun, most }: RepairTerms,
): Promise<void> => {
  const { repairs, count } = await planOf(differences)
  if (count === 0) return
  run.tell({ event: 'Plan', repairs, count, most, isDryRun })
  if (isDryRun || count > most) return
  const sinkOf = ({ functionName, processor }: MendableDifference): ComparedSink | undefined =>
    run.sinks.find(each => each.functionName === functionName && each.processor === processor)
  for await (const group of groupsIn(differences.values(), sinkOf, repairsAtOnce)) {
    const [first] = group
    const sink = first && sinkOf(first)
    if (sink === undefined || run.signal.aborted) return
    const results = await orErrors(group, async () => refreshGroup(run, sink, group))
    group.forEach((difference, at) => {
      settle(run, difference, results[at])
    })
  }
}
