import type { DispatchOptions } from './options.ts'

/** A ledger has at least so long, in milliseconds; it is no use to ask with no time at all. */
const leastWaitMs = 100

/** What gives no answer must not take all of the time that an invocation has left. */
interface TimeShare {
  readonly part: number
  /** Of the time until the work ends, not until the deadline: something has to come after it. */
  readonly isOfWork: boolean
}

/** By what is waited for. */
const timeShares = {
  /** The records run after it. */
  'ledger read': { part: 0.5, isOfWork: true },
  /** One more request before the record runs. */
  'number of a lone run': { part: 0.25, isOfWork: true },
  /** Said before the work ends, or nobody would learn what holds the change. */
  parking: { part: 0.9, isOfWork: true },
  /** What is kept back is for it. */
  'ledger write': { part: 0.75, isOfWork: false },
  'parking by age': { part: 0.75, isOfWork: false },
  /** Several of them follow one another, and the effect stands between. */
  claim: { part: 0.25, isOfWork: false },
} satisfies Readonly<Record<string, TimeShare>>

/** How long this may take from now on, in milliseconds: its part of what is left, and a tenth of a second at least. */
export const timeShareMs = (
  what: keyof typeof timeShares,
  { clock, deadlineAtMs, reserveMs }: Pick<DispatchOptions, 'clock' | 'deadlineAtMs' | 'reserveMs'>,
): number => {
  const { part, isOfWork } = timeShares[what]
  const endMs = isOfWork ? deadlineAtMs - reserveMs : deadlineAtMs
  return Math.max(leastWaitMs, (endMs - clock.now()) * part)
}
