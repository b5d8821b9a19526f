import type { Runs } from './runs.ts'
import { noRuns, uniteRuns } from './runs.ts'

/**
 * Whether the sink worked in a try in which a record failed. 1: another record was applied before it failed, so the
 * sink may have gone away in between. 2: another was applied beside or after it. 0: nothing was applied.
 */
export type Witness = 0 | 1 | 2

/** What is known of one (processor, record): it only ever grows. */
export interface Fact {
  /** The record is finished for the processor: its effect is there, or it lies parked. */
  readonly done: 'applied' | 'parked' | undefined
  /** Tries that started and failed, or that the deadline cut off. */
  readonly attempts: number
  /** A call for many records failed as a whole, so the next try is to call for each alone. */
  readonly together: boolean
  /** Evidence that a failure is the record's own. */
  readonly witness?: Witness
  /** Epoch milliseconds of the first failure that did not say whose fault it is. */
  readonly firstFailedAtMs?: number
}

/** A record inside one stream: its sequence number, padded, and a short hash of its item key. */
export interface RecordId {
  readonly sequenceNumber: string
  readonly keyHash: string
}

/** What is known of one record. */
export interface RecordFacts {
  readonly id: RecordId
  readonly byProcessor: ReadonlyMap<string, Fact>
  /** Invocations in which it was alone, where such were counted. */
  readonly runs?: Runs
}

/** Facts by record, then by processor name. */
export type Facts = ReadonlyMap<string, RecordFacts>

/** Nothing is known. */
export const noFact: Fact = Object.freeze({ done: undefined, attempts: 0, together: false })

/** The place of a record in {@link Facts}. */
export const recordName = ({ sequenceNumber, keyHash }: RecordId): string => `${sequenceNumber} ${keyHash}`

const doneOf = (a: Fact['done'], b: Fact['done']): Fact['done'] => {
  if (a === 'parked' || b === 'parked') return 'parked'
  return a ?? b
}

const earliest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)

const uniteFact = (a: Fact, b: Fact): Fact => {
  const witness = Math.max(a.witness ?? 0, b.witness ?? 0) as Witness
  const firstFailedAtMs = earliest(a.firstFailedAtMs, b.firstFailedAtMs)
  return {
    done: doneOf(a.done, b.done),
    attempts: Math.max(a.attempts, b.attempts),
    together: a.together || b.together,
    ...(witness > 0 && { witness }),
    ...(firstFailedAtMs !== undefined && { firstFailedAtMs }),
  }
}

const uniteRecord = (a: RecordFacts, b: RecordFacts): RecordFacts => {
  const byProcessor = new Map(a.byProcessor)
  for (const [processor, fact] of b.byProcessor)
    byProcessor.set(processor, uniteFact(byProcessor.get(processor) ?? noFact, fact))
  const runs = a.runs || b.runs ? uniteRuns(a.runs ?? noRuns, b.runs ?? noRuns) : undefined
  return { id: a.id, byProcessor, ...(runs && { runs }) }
}

/** All that any of them knows. Order, grouping and repetition make no difference, so late writers do no harm. */
export const unite = (...all: readonly Facts[]): Facts => {
  const united = new Map<string, RecordFacts>()
  for (const facts of all) {
    for (const [name, record] of facts) {
      const known = united.get(name) ?? { id: record.id, byProcessor: new Map<string, Fact>() }
      united.set(name, uniteRecord(known, record))
    }
  }
  return united
}
