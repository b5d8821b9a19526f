import type { LoneRuns } from './lone-runs.ts'
import { noLoneRuns, uniteLoneRuns } from './lone-runs.ts'

/**
 * Whether the sink worked in a try in which a record failed. 1: another record was applied before it failed, so the
 * sink may have gone away in between. 2: another was applied beside or after it. 0: nothing was applied.
 */
export type Witness = 0 | 1 | 2

/** What the ledger knows of one (processor, record): it only ever grows. */
export interface LedgerEntry {
  /** The record is finished for the processor: its effect is there, or it lies parked. */
  readonly done: 'applied' | 'parked' | undefined
  /** Tries that started and failed, or that the deadline cut off. */
  readonly attempts: number
  /** A call for many records failed as a whole, so the next try calls for each alone. */
  readonly retryAlone: boolean
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

/** What the ledger knows of one record. */
export interface RecordEntries {
  readonly id: RecordId
  readonly byProcessor: ReadonlyMap<string, LedgerEntry>
  /** Invocations in which it was alone, where such were counted. */
  readonly loneRuns?: LoneRuns
}

/** Entries by record, then by processor name. */
export type LedgerEntries = ReadonlyMap<string, RecordEntries>

/** Nothing is known. */
export const noEntry: LedgerEntry = Object.freeze({ done: undefined, attempts: 0, retryAlone: false })

/** The place of a record in {@link LedgerEntries}. */
export const recordName = ({ sequenceNumber, keyHash }: RecordId): string => `${sequenceNumber} ${keyHash}`

const doneOf = (a: LedgerEntry['done'], b: LedgerEntry['done']): LedgerEntry['done'] =>
  b === 'parked' ? b : (a ?? b)

const earliest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)

const uniteEntry = (a: LedgerEntry, b: LedgerEntry): LedgerEntry => {
  const witness = Math.max(a.witness ?? 0, b.witness ?? 0) as Witness
  const firstFailedAtMs = earliest(a.firstFailedAtMs, b.firstFailedAtMs)
  return {
    done: doneOf(a.done, b.done),
    attempts: Math.max(a.attempts, b.attempts),
    retryAlone: a.retryAlone || b.retryAlone,
    ...(witness > 0 && { witness }),
    ...(firstFailedAtMs !== undefined && { firstFailedAtMs }),
  }
}

const uniteRecord = (a: RecordEntries, b: RecordEntries): RecordEntries => {
  const byProcessor = new Map(a.byProcessor)
  for (const [processor, entry] of b.byProcessor)
    byProcessor.set(processor, uniteEntry(byProcessor.get(processor) ?? noEntry, entry))
  const loneRuns =
    a.loneRuns || b.loneRuns ? uniteLoneRuns(a.loneRuns ?? noLoneRuns, b.loneRuns ?? noLoneRuns) : undefined
  return { id: a.id, byProcessor, ...(loneRuns && { loneRuns }) }
}

/** All that any of them knows. Order, grouping and repetition make no difference, so late writers do no harm. */
export const uniteEntries = (...all: readonly LedgerEntries[]): LedgerEntries => {
  const united = new Map<string, RecordEntries>()
  for (const entries of all) {
    for (const [name, record] of entries) {
      const known = united.get(name) ?? { id: record.id, byProcessor: new Map<string, LedgerEntry>() }
      united.set(name, uniteRecord(known, record))
    }
  }
  return united
}
