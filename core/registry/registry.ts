import type { AnyChange } from '../change/change.ts'
import type { Entity } from '../entity/entity.ts'
import type { PipelineError } from '../errors/pipeline-error.ts'
import type { Processor } from '../processor/processor.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind, StreamRecord } from '../record/stream-record.ts'

/** That a processor wants a record, and as what. */
export interface Match {
  /** Name of the processor. */
  readonly processor: string
  /** What happened to the entity, as the processor's filter sees it. */
  readonly kind: Kind
  /** Name of the entity, `''` for a filter without one. */
  readonly entity: string
  /** It may be wanted: that rests on an image that the record does not carry, and so the record is parked. */
  readonly isUnclear?: true
}

/** Why a processor does or does not want a record. */
export interface Explanation {
  /** Name of the processor. */
  readonly processor: string
  /** Whether the record is delivered to it. */
  readonly matched: boolean
  /** As what it is delivered, when matched. */
  readonly kind?: Kind
  /** Nobody can say: that rests on an image that the record does not carry. */
  readonly isUnclear?: true
  /** The leaves of the filter that failed, in words with the values that were found. */
  readonly failed: readonly string[]
}

/** Lambda's FilterCriteria: a record is delivered when one pattern matches. */
export interface FilterCriteria {
  /** Patterns of EventBridge's language, as JSON text; one that matches is enough. */
  readonly Filters: readonly { readonly Pattern: string }[]
}

/**
 * Receives what a record's processors are, by their position in `registry.processors`. With an `error` the record
 * has failed for that processor: a predicate of its filter threw, or an image is not carried on which the decision
 * rests or without which the processor cannot do its work (`record.image-missing`).
 */
export type Route = (
  processorIndex: number,
  kind: Kind,
  entity: Entity | undefined,
  error?: PipelineError,
) => void

/** The processors of a function, immutable, with their filters compiled into one index. */
export interface Registry {
  /** In the order in which they were given. */
  readonly processors: readonly Processor[]
  /** The processors' names, in their order. */
  readonly names: () => readonly string[]
  /**
   * Calls `to` for each processor that wants the record, in the order of `processors`. The hot path.
   * @internal
   */
  readonly route: (view: RecordView, to: Route) => void
  /** Which processors want a record, and as what; for tools, which are in no hurry. */
  readonly match: (record: StreamRecord) => readonly Match[]
  /** A new registry with one more rule: a plain predicate over raw records, and its handler. */
  readonly addFilter: (eventName: Kind | 'ANY', rule: PlainRule) => Registry
}

/** A rule that needs no entity. */
export interface PlainRule {
  /** Unique in the registry, as a processor's. */
  readonly name: string
  /** Whether a raw record is wanted. */
  readonly matches: (record: StreamRecord) => boolean
  /** Called with one change at a time. */
  readonly handler: (change: AnyChange) => Promise<void>
}
