import type { DiffEntry } from '../../core/diff/image-diff.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { Opens } from '../../core/opens.ts'
import type { Origin } from '../../core/record/origin.ts'
import type { Kind } from '../../core/record/stream-record.ts'

/** Who changed what, when, and how: one for each change. */
export interface AuditEntry {
  /** The same for the same change, so that a repeated append adds nothing. */
  readonly id: string
  /** Where the write came from, and whose it was as far as the record and the item say. */
  readonly who: { readonly origin: Origin; readonly principal?: string; readonly actor?: string }
  /** What happened, to which item. */
  readonly what: {
    readonly eventName: Kind
    readonly entity: string
    readonly key: string
    readonly keys: Image
  }
  /** When the write happened, ISO 8601, to the second. */
  readonly when: string
  /** The stream that told of it. */
  readonly streamArn: string
  /** Of the record. */
  readonly sequenceNumber: string
  /** From the old image to the new one, marshalled: no digit and no set member is lost. */
  readonly diff: readonly DiffEntry[]
  /** Images that the change has and the stream did not carry: without them there is no difference to be told. */
  readonly absent?: readonly ('old' | 'new')[]
}

/** An entry as it is kept, with what a sink needs to know of it. */
export interface AuditLine extends Pick<AuditEntry, 'id' | 'when'> {
  /** The entry as JSON on one line. */
  readonly text: string
}

/** A class: decision 0090. */
class WrittenLine implements AuditLine {
  /** Keeps the shape: decision 0318. */
  protected static readonly kept: object = new WrittenLine('', '', '')

  readonly id: string
  readonly when: string
  readonly text: string

  constructor(id: string, when: string, text: string) {
    this.id = id
    this.when = when
    this.text = text
  }
}

/** The entry as a line. Whatever it refers to may go afterwards. */
export const auditLine = (entry: AuditEntry): AuditLine =>
  new WrittenLine(entry.id, entry.when, JSON.stringify(entry))

/** Keeps entries for good: the port of `auditLog`. */
export interface AuditSink extends Opens {
  /**
   * Appends entries and answers for each: `unchanged` when it is known that an entry of that id is there already.
   * Where that is not known, reading gives it once all the same.
   * Rejects only when nothing was appended.
   */
  readonly append: (lines: readonly AuditLine[], signal?: AbortSignal) => Promise<readonly AuditResult[]>
  /** Each entry once, in any order. */
  readonly entries: () => AsyncIterable<AuditEntry>
}

/** How one append ended. */
export type AuditResult = 'applied' | 'unchanged' | Error
