import type { AnyChange } from '../change/change.ts'
import { changeOf } from '../change/change-of.ts'
import { raise } from '../errors/pipeline-error.ts'
import { attemptsOf } from './blame.ts'
import { parkAll, settleFailure } from './failure.ts'
import type { OrderedFault } from './ready.ts'
import type { Run } from './run.ts'
import type { Want } from './want.ts'

/** The change that a want's handler gets; a promise only where a schema is asynchronous. */
export const changeFor = (want: Want): AnyChange | Promise<AnyChange> =>
  changeOf(want.unit.view, want.kind, want.entity)

/** The fault ordered for this try of wants that share one fate; their last one is the one that draws. */
export const faultFor = (wants: readonly Want[], run: Run): OrderedFault | undefined => {
  const last = wants.at(-1)
  if (last === undefined || run.options.faults === undefined) return undefined
  const attempt = {
    processor: last.processor.name,
    sequenceNumber: last.unit.view.sequenceNumber,
    attempt: attemptsOf(wants) + 1,
  }
  const when = run.options.faults(attempt)
  return when && { when, error: raise('delivery.injected', attempt) }
}

/**
 * What has to be said before a try may begin: a filter that could not tell is a failure, and wants whose tries are
 * used up without ever an answer are parked. `undefined` when the try may begin, else whether the key may go on.
 */
export const settleBefore = async (wants: readonly Want[], run: Run): Promise<boolean | undefined> => {
  const undecided = wants.find(({ error }) => error !== undefined)
  if (undecided !== undefined) return settleFailure(wants, undecided.error, run)
  const attempts = attemptsOf(wants)
  const [first] = wants
  if (first === undefined || attempts < run.options.maxAttempts) return undefined
  return parkAll(
    wants,
    raise('delivery.attempts-exhausted', { processor: first.processor.name, attempts }),
    run,
  )
}

/** True when a try of the want needs a word with {@link settleBefore} first. */
export const isUnsettled = ({ error, attempts }: Want, { options }: Run): boolean =>
  error !== undefined || attempts >= options.maxAttempts
