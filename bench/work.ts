import type { StreamEvent } from '../core/record/stream-record.ts'

/** Work on a parsed event; returns something that keeps it from being optimised away. */
export type MeasuredWork = (event: StreamEvent) => unknown
