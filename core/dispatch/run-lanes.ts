import type { AnyChange } from '../change/change.ts'
import { asError, isError } from '../errors/thrown.ts'
import type { Done, Handle } from '../processor/processor.ts'
import { changeFor, faultFor, isUnsettled, settleBefore } from './attempt.ts'
import { settleFailure } from './failure.ts'
import type { Lane, Run } from './run.ts'
import type { Want } from './want.ts'
import { isFinished } from './want.ts'

const call = (
  want: Want,
  change: AnyChange,
  handle: Handle<AnyChange>,
  run: Run,
): ReturnType<Handle<AnyChange>> => {
  want.ran = true
  return handle(change, run.context)
}

/** Only for a schema that is asynchronous. */
const callLater = async (
  want: Want,
  made: Promise<AnyChange>,
  handle: Handle<AnyChange>,
  run: Run,
): ReturnType<Handle<AnyChange>> => call(want, await made, handle, run)

/** Starts the handler for a want; throws where the try fails before it comes to that. */
const start = (want: Want, handle: Handle<AnyChange>, run: Run): ReturnType<Handle<AnyChange>> => {
  const made = changeFor(want)
  return made instanceof Promise ? callLater(want, made, handle, run) : call(want, made, handle, run)
}

/** What a try of the want came to; its lane may go on when it returns true. */
const afterFailure = async (want: Want, error: unknown, run: Run): Promise<boolean> =>
  run.isOver() ? false : settleFailure([want], error, run)

/** What came back says that it failed only where it is an error; whatever else was returned, nothing was thrown. */
const doneOf = (returned: unknown): Done => {
  if (isError(returned)) throw returned
  return returned === 'unchanged' ? returned : 'applied'
}

/** Nothing may start any more, for any processor or for this one. */
const isBarred = (want: Want, run: Run): boolean =>
  run.isOver() || (run.sinksDown.size > 0 && run.sinksDown.has(want.processor.name))

/** Lanes that nobody has begun yet, the ones that begin lowest in the batch first. */
interface Queue {
  readonly lanes: readonly Lane[]
  next: number
}

/**
 * Takes lanes until none is left. Of an item lane it handles the wants in order, up to the first that does not get
 * through. All in one function, because every asynchronous frame more is paid once for each change.
 */
const work = async (queue: Queue, run: Run): Promise<void> => {
  while (queue.next < queue.lanes.length && !run.isOver()) {
    const lane = queue.lanes[queue.next]
    queue.next += 1
    if (lane === undefined) return
    if (lane.task !== undefined) {
      await lane.task(run)
      continue
    }
    for (let want: Want | undefined = lane.first; want !== undefined; want = want.next) {
      if (isFinished(want)) continue
      if (isBarred(want, run)) break
      want.state = 'running'
      if (isUnsettled(want, run)) {
        if ((await settleBefore([want], run)) !== true) break
        continue
      }
      try {
        const fault = run.options.faults && faultFor([want], run)
        if (fault?.when === 'before') throw fault.error
        const done = await start(want, lane.handle, run)
        if (fault !== undefined) throw fault.error
        // A handler that comes back after the deadline has been reported already; its word no longer counts.
        if (run.isOver()) break
        want.state = done === undefined ? 'applied' : doneOf(done)
        lane.tally.applied += 1
      } catch (error) {
        if (!(await afterFailure(want, error, run))) break
      }
    }
  }
}

/**
 * Runs lanes, so many at a time. A lane that throws is a defect of the dispatcher itself; it fails the batch rather
 * than pass for finished.
 */
export const runLanes = async (run: Run, lanes: readonly Lane[], concurrency: number): Promise<void> => {
  const queue = { lanes: lanes.toSorted((a, b) => a.first.unit.position - b.first.unit.position), next: 0 }
  const worker = async (): Promise<void> => {
    try {
      await work(queue, run)
    } catch (error) {
      run.stop(asError(error))
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, lanes.length) }, worker))
}
