import { raise } from '../../core/errors/pipeline-error.ts'
import type { Context } from '../../core/processor/processor.ts'
import { indexFaults } from './faults.ts'
import type { SearchPlan } from './search-plan.ts'
import type { WriterMark } from './writer-mark.ts'
import { markIn } from './writer-mark.ts'

type Surroundings = Pick<Context, 'clock' | 'signal'>

const mostTries = 10

/** Changes the mark beside the configured index, however many others do so too. */
const changeMark = async (
  { store, scope }: SearchPlan,
  change: (mark: WriterMark) => WriterMark | undefined,
  { signal }: Surroundings,
): Promise<'done' | 'no mark'> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const stored = await store.readMark(scope, signal)
    const mark = stored && markIn(stored.text)
    if (mark === undefined) return 'no mark'
    const changed = change(mark)
    if (changed === undefined) return 'done'
    const written = { text: JSON.stringify(changed), token: stored?.token }
    if (await store.writeMark(scope, written, signal)) return 'done'
  }
  throw raise(indexFaults, 'search.mark-contended', { index: scope })
}

/**
 * Names the plan's index as the one that is being filled beside the configured one. The streams join the mark first, so
 * that the hour of each, and with it the floor, is what their records go by.
 *
 * @throws PipelineError `search.filling-other`, `search.mark-missing`, `search.mark-contended`, and what admission does
 */
export const announceFilling = async (
  plan: SearchPlan,
  streamArns: readonly string[],
  context: Surroundings,
): Promise<void> => {
  const { index: filling, scope: index } = plan
  for (const streamArn of streamArns) await plan.admit(streamArn, context)
  const change = (mark: WriterMark): WriterMark | undefined => {
    if (mark.filling === filling) return undefined
    if (mark.filling !== undefined)
      throw raise(indexFaults, 'search.filling-other', { index, filling: mark.filling })
    return { ...mark, filling }
  }
  if ((await changeMark(plan, change, context)) === 'no mark')
    throw raise(indexFaults, 'search.mark-missing', { index, streams: streamArns })
}

/** Takes the name of the plan's index out of the mark, if it is in it. */
export const withdrawFilling = async (plan: SearchPlan, context: Surroundings): Promise<void> => {
  const change = ({ filling, ...rest }: WriterMark): WriterMark | undefined =>
    filling === plan.index ? rest : undefined
  await changeMark(plan, change, context)
}

/** The index that is being filled beside the configured one. */
export const filledIndex = async (
  { store, scope }: SearchPlan,
  signal: AbortSignal | undefined,
): Promise<string | undefined> => {
  const stored = await store.readMark(scope, signal)
  return stored && markIn(stored.text)?.filling
}
