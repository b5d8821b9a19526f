import type { DevEvent } from '../dev/dev-event.ts'

/** Raised by what an older reader would take for something else; what is only added leaves it as it is. */
export const recordingFormat = 1

/** The first line of a recording. */
export interface RecordingHeader {
  readonly tailrace: 'recording'
  readonly format: number
  /** Name and version of what wrote it. */
  readonly tool: string
  /** Name of the project's folder. */
  readonly project: string
  /** An ISO time. */
  readonly startedAt: string
  /** Attributes whose values stand for others; with it, texts of functions are left out too. */
  readonly redaction: { readonly attributes: readonly string[] } | null
}

/** Every line between the first and the last one. */
export interface RecordedEvent {
  /** When it was told, in epoch milliseconds. */
  readonly atMs: number
  readonly told: DevEvent
}

/** The last line of a recording that was ended, and not cut off. */
export interface RecordingFooter {
  readonly tailrace: 'end'
  readonly events: number
}

/** Of each kind of event that there is: what else stands in a file is not shown as one. */
const kinds: Readonly<Record<DevEvent['event'], true>> = {
  ...{ Kept: true, TableEngine: true, Fetching: true, Started: true, Finding: true, DiffersHere: true },
  ...{ Writing: true, InputLeftOut: true, InputGoesOn: true, ProjectRead: true, LeftOut: true },
  ...{ AccountAllowed: true, Refused: true, Synthesizing: true, CaughtUp: true, Paused: true, Resumed: true },
  ...{ Reloaded: true, ReloadFailed: true, Watching: true, WatchFailed: true, SettingsChanged: true },
  ...{ SettingsUnreadable: true, Inspecting: true, ListenerFailed: true, Answered: true, Warned: true },
  ...{ Building: true, NotVerified: true, FilterWarning: true, ClockWarning: true, ShardOpened: true },
  ...{ ShardClosed: true, RecordSeen: true, FilterDecided: true, BatchFormed: true, InvokeStarted: true },
  ...{ InvokeEnded: true, Bisected: true, Discarded: true, DestinationDelivered: true },
  ...{ DestinationFailed: true, Checkpointed: true, StreamFollows: true, LeaseLost: true },
  ...{ CheckpointFailed: true, StreamDisabled: true, StreamGone: true, Gap: true, SourceFailed: true },
  EffectWritten: true,
}

/** Whether this version knows events of that name. */
export const isKindOfEvent = (name: string): name is DevEvent['event'] => Object.hasOwn(kinds, name)
