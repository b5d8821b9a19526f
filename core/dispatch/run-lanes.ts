import type { AnyChange } from '../change/change.ts'
import { asError } from '../errors/thrown.ts'
import type { Handle } from '../processor/processor.ts'
import { changeFor, faultFor, isUnsettled, settleBefore } from './before-try.ts'
import { doneOf } from './done-of.ts'
import { settleFailure } from './settle-failure.ts'
import type { DispatchRun } from './dispatch-run.ts'
import type { Lane } from './lane.ts'
import type { Delivery } from './delivery.ts'
import { isFinished } from './delivery.ts'
import type { ProcessorTally } from './processor-tally.ts'
import { tryStrict } from './try-strict.ts'

const call = (
  delivery: Delivery,
  change: AnyChange,
  handle: Handle<AnyChange>,
  run: DispatchRun,
): ReturnType<Handle<AnyChange>> => {
  delivery.call(false)
  return handle(change, run.context)
}

/** Only for a schema that is asynchronous; one that answers after the deadline has its handler called no more. */
const callLater = async (
  delivery: Delivery,
  made: Promise<AnyChange>,
  handle: Handle<AnyChange>,
  run: DispatchRun,
): ReturnType<Handle<AnyChange>> => {
  const change = await made
  return run.isOver() ? undefined : call(delivery, change, handle, run)
}

/** Starts the handler for a delivery; throws where the try fails before it comes to that. */
const start = (
  delivery: Delivery,
  handle: Handle<AnyChange>,
  run: DispatchRun,
): ReturnType<Handle<AnyChange>> => {
  const made = changeFor(delivery)
  return made instanceof Promise ? callLater(delivery, made, handle, run) : call(delivery, made, handle, run)
}

/** Lanes of a processor that nobody has begun yet, the ones that begin lowest in the batch first. */
interface Queue {
  readonly lanes: readonly Lane[]
  next: number
}

/**
 * Takes lanes until none is left. Of an item lane it handles the deliveries in order, up to the first that does not
 * get through; one that the sink has refused stays at the head until the breaker lets it try once more. All in one
 * function, because every asynchronous frame more is paid once for each change.
 */
const work = async (queue: Queue, { breaker }: ProcessorTally, run: DispatchRun): Promise<void> => {
  while (!run.isOver()) {
    const lane = queue.lanes[queue.next]
    queue.next += 1
    if (lane === undefined) return
    if (lane.task !== undefined) {
      await lane.task(run)
      continue
    }
    let delivery: Delivery | undefined = lane.first
    while (delivery !== undefined) {
      if (isFinished(delivery)) {
        delivery = delivery.next
        continue
      }
      if (run.isOver() || (breaker.isNarrow && !(await breaker.askAgain(run)))) break
      if (delivery.state === 'retry') breaker.readmit(delivery)
      delivery.start()
      if (isUnsettled(delivery, run)) await settleBefore([delivery], run)
      else if (delivery.processor.strict === true) await tryStrict(delivery, lane, run)
      else {
        try {
          const fault = run.options.faults && faultFor([delivery], run)
          if (fault?.when === 'before') throw fault.error
          const done = await start(delivery, lane.handle, run)
          if (fault !== undefined) throw fault.error
          // A handler that comes back after the deadline has been reported already; its word no longer counts.
          if (run.isOver()) break
          delivery.apply(doneOf(done))
          lane.tally.noteApplied()
        } catch (error) {
          if (!run.isOver()) await settleFailure([delivery], error, run)
        }
      }
      if (!isFinished(delivery) && !breaker.hasRefused(delivery)) break
    }
  }
}

/**
 * Runs lanes, of each processor so many at a time: were they one pool, a sink that hangs would hold all of it, and what
 * others have to do would never begin. A lane that throws is a defect of the dispatcher itself; it fails the batch
 * rather than pass for finished.
 */
export const runLanes = async (
  run: DispatchRun,
  lanes: readonly Lane[],
  concurrency: number,
): Promise<void> => {
  const inOrder = lanes.toSorted((a, b) => a.first.record.position - b.first.record.position)
  const queues = Map.groupBy(inOrder, ({ first }) => first.processor.name)
  const worker = async (queue: Queue, { tally, task }: Lane): Promise<void> => {
    // A call counts its deliveries itself, as there may be many in one.
    const places = task === undefined ? 1 : 0
    tally.breaker.begin(places)
    try {
      await work(queue, tally, run)
    } catch (error) {
      run.stop(asError(error))
    }
    tally.breaker.end(places, run)
  }
  await Promise.all(
    [...queues.values()].flatMap(all => {
      const queue = { lanes: all, next: 0 }
      return all.slice(0, concurrency).map(async lane => worker(queue, lane))
    }),
  )
}
