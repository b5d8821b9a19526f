import type { DevEvent } from '../../operations/dev/dev-event.ts'
import { devLine } from '../dev-line.ts'
import type { FunctionRow } from './function-counts.ts'
import { newFunctionCounts } from './function-counts.ts'
import { newRecent } from './recent.ts'
import type { ShownChange } from './shown-change.ts'
import { changeOfAnswer, changeOfRecord, changeOfReport } from './shown-change.ts'

/** What the screen shows. */
export interface ScreenSnapshot {
  readonly state: 'starting' | 'running' | 'caught up' | 'paused'
  readonly started: Extract<DevEvent, { readonly event: 'Started' }> | undefined
  readonly file: string
  readonly writing: { readonly done: number; readonly total: number } | undefined
  readonly functions: readonly FunctionRow[]
  /** Oldest first. */
  readonly changes: readonly ShownChange[]
  /** Oldest first. */
  readonly messages: readonly string[]
}

/** Listens to a run for the screen. */
export interface ScreenModel {
  readonly hear: (event: DevEvent) => void
  /** Adds a line of the screen's own. */
  readonly note: (message: string) => void
  /** How many changes were ever heard of. */
  readonly changesAdded: () => number
  /** How many of them can still be shown. */
  readonly changesKept: () => number
  readonly snapshot: (nowMs: number) => ScreenSnapshot
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

type SeenRun = Mutable<Pick<ScreenSnapshot, 'state' | 'started' | 'file' | 'writing'>>

const keptChanges = 500
const keptMessages = 50

/** Where a run stands, as its own events say. */
const newRunState = (): { readonly seen: SeenRun; readonly hear: (event: DevEvent) => void } => {
  const seen: SeenRun = { state: 'starting', started: undefined, file: '', writing: undefined }
  let stateBeforePause: ScreenSnapshot['state'] = 'running'
  return {
    seen,
    hear: event => {
      if (event.event === 'ProjectRead') seen.file = event.file
      else if (event.event === 'Started') {
        seen.started = event
        seen.state = 'running'
      } else if (event.event === 'Writing') seen.writing = event.done < event.total ? event : undefined
      else if (event.event === 'CaughtUp') seen.state = 'caught up'
      else if (event.event === 'Paused') {
        stateBeforePause = seen.state
        seen.state = 'paused'
      } else if (event.event === 'Resumed') seen.state = stateBeforePause
    },
  }
}

/** Lines, of which one that is said again and again is kept once. */
const newMessages = (): {
  readonly add: (message: string) => void
  readonly kept: () => readonly string[]
} => {
  const messages = newRecent<string>(keptMessages)
  let last = ''
  return {
    kept: messages.kept,
    add: message => {
      if (message !== last) messages.add(message)
      last = message
    },
  }
}

/** A model of a run that has not begun. */
export const newScreenModel = (functionOf: (mapping: string) => string): ScreenModel => {
  const changes = newRecent<ShownChange>(keptChanges)
  const functions = newFunctionCounts()
  const messages = newMessages()
  const run = newRunState()

  const hearChange = (event: DevEvent): void => {
    if (event.event === 'FilterDecided' && !event.admitted)
      changes.add(changeOfRecord(functionOf(event.mapping), event.record, 'filtered'))
    else if (event.event === 'EffectWritten') changes.add(changeOfReport(event.functionName, event.report))
    else if (event.event === 'Answered') changes.add(changeOfAnswer(event))
    else if (event.event === 'Discarded')
      for (const record of event.records)
        changes.add(changeOfRecord(functionOf(event.mapping), record, `given up (${event.condition})`))
  }

  return {
    note: messages.add,
    changesAdded: changes.added,
    changesKept: () => changes.kept().length,
    hear: event => {
      run.hear(event)
      functions.hear(event, functionOf)
      hearChange(event)
      const line = devLine(event)
      if (line !== undefined) messages.add(line.trimEnd())
    },
    snapshot: nowMs => ({
      ...run.seen,
      functions: functions.rows(nowMs),
      changes: changes.kept(),
      messages: messages.kept(),
    }),
  }
}
