import { creationTimeMs } from '../../core/record/creation-time.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import type { MappingSettings } from '../settings.ts'
import type { EngineChoices } from './choices.ts'

/** A tumbling window that has taken records in. */
export interface OpenWindow {
  readonly startMs: number
  /** What the function returned last. */
  readonly state: unknown
  /** The state outgrew Lambda's limit, so the window ends before its time. */
  readonly isTooLarge: boolean
  readonly first: StreamRecord | undefined
  readonly last: StreamRecord | undefined
  readonly count: number
}

/**
 * What an event says of its tumbling window.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
 */
export interface WindowFields {
  readonly window: { readonly start: string; readonly end: string }
  readonly state: unknown
  readonly shardId: string
  readonly eventSourceARN: string
  readonly isFinalInvokeForWindow: boolean
  readonly isWindowTerminatedEarly: boolean
}

/** Lambda's limit for the state of a shard. */
const maxStateBytes = 1024 * 1024

/** A window's length; 0 when there are none. */
const windowMs = ({ TumblingWindowInSeconds }: MappingSettings): number => TumblingWindowInSeconds * 1000

/** Where the window of a record begins, by the record's own time. */
export const windowStartMs = (record: StreamRecord | undefined, settings: MappingSettings): number => {
  const createdMs = creationTimeMs(record?.dynamodb?.ApproximateCreationDateTime) ?? 0
  return createdMs - (createdMs % windowMs(settings))
}

/** A window that nothing has gone through yet. */
export const newWindow = (startMs: number): OpenWindow => ({
  startMs,
  state: {},
  isTooLarge: false,
  first: undefined,
  last: undefined,
  count: 0,
})

/** When a window without new records is taken to be over. */
export const windowIdleMs = (
  { startMs }: OpenWindow,
  settings: MappingSettings,
  { tumblingIdleMs }: EngineChoices,
): number => startMs + windowMs(settings) + tumblingIdleMs

/** Notes records as done with in a window, and the state that came with them. */
export const passedThrough = (
  window: OpenWindow,
  records: readonly StreamRecord[],
  state: unknown = window.state,
): OpenWindow => ({
  ...window,
  state,
  isTooLarge: Buffer.byteLength(JSON.stringify(state)) > maxStateBytes,
  first: window.first ?? records[0],
  last: records.at(-1) ?? window.last,
  count: window.count + records.length,
})

/** The state in an answer; `undefined` when it has none, which fails the invocation. */
export const stateIn = (answer: unknown): unknown =>
  typeof answer === 'object' && answer !== null && 'state' in answer ? answer.state : undefined

const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`

/** The fields that an invocation in a window adds to the event. */
export const windowFieldsOf = (
  window: OpenWindow,
  isFinal: boolean,
  place: { readonly settings: MappingSettings; readonly shardId: string; readonly streamArn: string },
): WindowFields => ({
  window: {
    start: isoSeconds(window.startMs),
    end: isoSeconds(window.startMs + windowMs(place.settings)),
  },
  state: window.state,
  shardId: place.shardId,
  eventSourceARN: place.streamArn,
  isFinalInvokeForWindow: isFinal,
  isWindowTerminatedEarly: isFinal && window.isTooLarge,
})
