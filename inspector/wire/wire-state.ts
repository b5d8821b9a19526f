import type { AttributeValue } from '../../core/attributes/attribute-value.ts'
import type { Explanation } from '../../core/registry/registry.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { Summary } from '../../operations/accounting/summary.ts'
import type { ProblemCounts, StandingDifference } from '../../operations/verify/report.ts'
import type { VerifySummary } from '../../operations/verify/verify-event.ts'
import type { RecordRow } from './wire-event.ts'

/** An item as DynamoDB's JSON has it: numbers as text, binary as base64. */
export type WireItem = Readonly<Record<string, AttributeValue>>

/** What the page knows of the run before anything happens. */
export interface InspectorState {
  readonly folder: string
  /** The table's endpoint, for programs of this machine. */
  readonly endpoint: string
  readonly engine: string
  /** The engine was started by this process. */
  readonly isLocal: boolean
  readonly allowsWrites: boolean
  readonly isPaused: boolean
  readonly tables: readonly string[]
  readonly functions: readonly { readonly name: string; readonly processors: readonly string[] }[]
  readonly sinks: Readonly<Record<string, string>>
  /** In the header `x-tailrace-token` of every request that changes something. */
  readonly writeToken: string
  /** Where nothing runs, and a recording is shown. */
  readonly recorded?: RecordedView
}

/** A recording as the page speaks of it. */
export interface RecordedView {
  readonly file: string
  readonly project: string
  readonly tool: string
  readonly startedAt: string
  readonly events: number
  /** Attributes whose values stand for others. */
  readonly redacted: readonly string[]
  /** What could not be read of it. */
  readonly trouble: readonly string[]
}

/** A record with all that is kept of it. */
export interface RecordDetail {
  readonly row: RecordRow
  /** Nothing where its images had to make room. */
  readonly record: StreamRecord | undefined
  /** Other records of the same item, oldest first, this one among them. */
  readonly neighbours: readonly RecordRow[]
  /** What each processor's filter says of it, by function; nothing where the record is not kept. */
  readonly explanations: readonly (Explanation & { readonly functionName: string })[]
}

/** One change or batch that lies beside the stream. */
export interface LyingEntry {
  readonly object: string
  readonly functionName: string
  readonly processor: string | undefined
  readonly records: readonly {
    readonly key: string
    readonly sequenceNumber: string
    readonly recordId: number
  }[]
  /** `parked`, or what Lambda says of a discarded batch. */
  readonly condition: string
  readonly code: string
  readonly message: string
  readonly remedy: string | undefined
  readonly attempts: number
}

/** Failures with the same cause, as far as their words tell. */
export interface FailureGroup {
  readonly fingerprint: string
  readonly functionName: string
  readonly processor: string | undefined
  readonly code: string
  /** Of the first of them. */
  readonly message: string
  readonly remedy: string | undefined
  readonly count: number
  readonly entries: readonly LyingEntry[]
}

/** What a redrive did, or would do. */
export interface RedriveOutcome {
  readonly lines: readonly string[]
  readonly wouldDeliver: number
  readonly redriven: number
  readonly objectsFailed: number
  readonly inDoubt: number
}

/** A key of a table or of one of its indexes. */
export interface TableKey {
  /** Nothing for the table's own. */
  readonly index: string | undefined
  readonly partition: { readonly name: string; readonly type: string }
  readonly sort: { readonly name: string; readonly type: string } | undefined
}

/** A page of items. */
export interface ItemPage {
  readonly items: readonly WireItem[]
  /** To be given back for the page after this; nothing when it is the last. */
  readonly next: string | undefined
  readonly scanned: number
}

/** A file in the project's `fixtures`. */
export interface FixtureFile {
  readonly name: string
  readonly bytes: number
  /** Nothing where it cannot be read. */
  readonly records: number | undefined
  readonly problem: string | undefined
}

/** How a replay ended. */
export interface ReplayView {
  readonly summary: Summary
  readonly lines: readonly string[]
}

/** Only compares, says what would be mended, or mends it. */
export type VerifyKind = 'compare' | 'plan' | 'repair'

/** A comparison of sinks with tables, as far as it is. */
export interface VerifyView {
  readonly state: 'never' | 'running' | 'done' | 'failed'
  readonly kind: VerifyKind
  readonly startedAtMs: number
  readonly progress:
    { readonly step: string; readonly done: number; readonly total: number | undefined } | undefined
  /** Counts by processor. */
  readonly cells: readonly {
    readonly functionName: string
    readonly processor: string
    readonly counts: ProblemCounts
  }[]
  readonly notCompared: readonly {
    readonly functionName: string
    readonly processor: string
    readonly reason: string
  }[]
  /** The first ones. */
  readonly differences: readonly StandingDifference[]
  /** What a repair would mend; above `most` it mends nothing. */
  readonly plan: { readonly count: number; readonly most: number } | undefined
  readonly mended: readonly string[]
  readonly summary: VerifySummary | undefined
  /** Why it could not be made. */
  readonly problem: string | undefined
}
