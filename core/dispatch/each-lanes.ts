import type { AnyChange } from '../change/change.ts'
import type { Done, Handle } from '../processor/processor.ts'
import { changeFor, faultFor, needsSettling, settleBefore } from './attempt.ts'
import type { Want } from './batch.ts'
import { settleFailure } from './failure.ts'
import type { Lane, Run } from './run.ts'
import { isFinished } from './run.ts'

const tryHandler = async (want: Want, handle: Handle<AnyChange>, run: Run): Promise<Done> => {
  const fault = faultFor([want], run)
  if (fault?.when === 'before') throw fault.error
  const made = changeFor(want)
  const change = made instanceof Promise ? await made : made
  want.ran = true
  const done = (await handle(change, run.context)) ?? 'applied'
  if (fault !== undefined) throw fault.error
  return done
}

/** Runs one want; returns whether its key may go on. */
const runOne = async (want: Want, handle: Handle<AnyChange>, run: Run): Promise<boolean> => {
  want.state = 'running'
  if (needsSettling([want], run)) return (await settleBefore([want], run)) ?? false
  try {
    const done = await tryHandler(want, handle, run)
    // A handler that comes back after the deadline has been reported already; its word no longer counts.
    if (!run.isOver()) want.state = done
    return !run.isOver()
  } catch (error) {
    return run.isOver() ? false : settleFailure([want], error, run)
  }
}

/** The wants of one item, in order, up to the first that does not get through. */
const runLane = async (wants: readonly Want[], handle: Handle<AnyChange>, run: Run): Promise<void> => {
  for (const want of wants) {
    if (isFinished(want)) continue
    if (run.isOver() || run.sinksDown.has(want.processor.name)) return
    if (!(await runOne(want, handle, run))) return
  }
}

/** The wants of a processor by item key, each in order. */
export const byKey = (wants: readonly Want[]): readonly (readonly Want[])[] => {
  const lanes = new Map<string, Want[]>()
  for (const want of wants) {
    const lane = lanes.get(want.unit.view.key)
    if (lane === undefined) lanes.set(want.unit.view.key, [want])
    else lane.push(want)
  }
  return [...lanes.values()]
}

/** One lane per item key, for a processor that handles one change at a time. */
export const eachLanes = (wants: readonly Want[], handle: Handle<AnyChange>): readonly Lane[] =>
  byKey(wants).flatMap(lane => {
    const [first] = lane
    return first === undefined
      ? []
      : [{ position: first.unit.position, task: async (run: Run) => runLane(lane, handle, run) }]
  })
