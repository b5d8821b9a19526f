import type { AnyChange } from '../change/change.ts'
import type { Handle } from '../processor/processor.ts'
import { changeFor, faultFor, needsSettling, settleBefore } from './attempt.ts'
import type { Want } from './batch.ts'
import { settleFailure } from './failure.ts'
import type { Lane, Run } from './run.ts'
import { isFinished } from './run.ts'

/** What a try of the want came to; its lane may go on when it returns true. */
const afterFailure = async (want: Want, error: unknown, run: Run): Promise<boolean> =>
  run.isOver() ? false : settleFailure([want], error, run)

/**
 * The wants of one item, in order, up to the first that does not get through. One function, because every
 * asynchronous frame more is paid once for each change.
 */
const runLane = async (wants: readonly Want[], handle: Handle<AnyChange>, run: Run): Promise<void> => {
  for (const want of wants) {
    if (isFinished(want)) continue
    if (run.isOver() || run.sinksDown.has(want.processor.name)) return
    want.state = 'running'
    if (needsSettling([want], run)) {
      if ((await settleBefore([want], run)) !== true) return
      continue
    }
    try {
      const fault = run.options.faults && faultFor([want], run)
      if (fault?.when === 'before') throw fault.error
      const made = changeFor(want)
      const change = made instanceof Promise ? await made : made
      want.ran = true
      const done = (await handle(change, run.context)) ?? 'applied'
      if (fault !== undefined) throw fault.error
      // A handler that comes back after the deadline has been reported already; its word no longer counts.
      if (run.isOver()) return
      want.state = done
    } catch (error) {
      if (!(await afterFailure(want, error, run))) return
    }
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
export const eachLanes = (wants: readonly Want[], handle: Handle<AnyChange>): readonly Lane[] => {
  const lanes: Lane[] = []
  for (const lane of byKey(wants)) {
    const [first] = lane
    if (first === undefined) continue
    lanes.push({ position: first.unit.position, task: async run => runLane(lane, handle, run) })
  }
  return lanes
}
