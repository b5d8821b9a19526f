import type { Context } from '../processor/processor.ts'
import type { Want } from './batch.ts'
import type { DispatchOptions } from './options.ts'

/** One run of a batch: what all its lanes share. */
export interface Run {
  readonly options: DispatchOptions
  readonly context: Context
  /** No work starts any more and no result counts: time is up, or the batch has failed as a whole. */
  readonly isOver: () => boolean
  /** Fails the batch as a whole. */
  readonly stop: (error: Error) => void
  /** Processors whose sink as a whole is in trouble: none of their lanes starts in this invocation. */
  readonly sinksDown: Set<string>
}

/** A step of work: runs until it is through or the run is over. */
export type Task = (run: Run) => Promise<void>

/** A task, and the place in the batch where it begins. */
export interface Lane {
  readonly position: number
  readonly task: Task
}

/** True for a want whose effect is there or that lies parked. */
export const isFinished = ({ state }: Want): boolean =>
  state === 'applied' || state === 'unchanged' || state === 'parked'

/**
 * Runs lanes, the ones that begin lowest in the batch first, so many at a time. A lane that throws is a defect of
 * the dispatcher itself; it fails the batch rather than pass for finished.
 */
export const runLanes = async (run: Run, lanes: readonly Lane[], concurrency: number): Promise<void> => {
  const ordered = lanes.toSorted((a, b) => a.position - b.position)
  let next = 0
  const work = async (): Promise<void> => {
    while (next < ordered.length && !run.isOver()) {
      const lane = ordered[next]
      next += 1
      try {
        await lane?.task(run)
      } catch (error) {
        run.stop(error instanceof Error ? error : new Error(String(error)))
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, ordered.length) }, work))
}
