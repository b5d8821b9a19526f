import type { RecordReport } from '../../core/dispatch/report.ts'
import type { Kind, StreamRecord } from '../../core/record/stream-record.ts'
import { recordPlace } from '../../core/record/view-of.ts'
import type { DevEvent, FunctionAnswered } from '../../operations/dev/dev-event.ts'
import { devLine } from '../dev-line.ts'
import type { ProcessorCounts } from './delivery-tally.ts'
import { newDeliveryTally } from './delivery-tally.ts'
import type { Rate } from './rate.ts'
import { newRate } from './rate.ts'
import { newRecent } from './recent.ts'

/** A change as a function dealt with it. */
export interface ShownChange {
  readonly functionName: string
  readonly eventName: Kind
  readonly key: string
  readonly sequenceNumber: string
  /** By processors, or by the answer of a function that has none. */
  readonly report: RecordReport | undefined
  readonly said: string | undefined
}

/** How a function stands. */
export interface FunctionRow {
  readonly functionName: string
  readonly received: number
  readonly filtered: number
  readonly perSecond: number
  /** Of the last invocation, CloudWatch's IteratorAge; `undefined` where none has ended for a while. */
  readonly iteratorAgeMs: number | undefined
  readonly processors: readonly { readonly name: string; readonly counts: ProcessorCounts }[]
}

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
  readonly snapshot: (nowMs: number) => ScreenSnapshot
}

interface FunctionEntry {
  received: number
  readonly filtered: Set<string>
  iteratorAgeMs: number | undefined
  invokedAtMs: number
  readonly rate: Rate
}

const keptChanges = 500
const keptMessages = 50

/** Without an invocation for so long, the age of the last one says nothing any more. */
const idleMs = 10_000

const answerWords: Readonly<Record<FunctionAnswered['became'], string>> = {
  applied: 'applied',
  retried: 'to be retried',
  'given-up': 'given up',
  dropped: 'dropped, although the function said that it failed',
}

const nameOf = (record: StreamRecord): string => {
  const { sequenceNumber, key } = recordPlace(record)
  return `${sequenceNumber} ${key}`
}

/** Stands for a function where no processor of it is to be named. */
const itself = '(function)'

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** A model of a run that has not begun. */
export const newScreenModel = (functionOf: (mapping: string) => string): ScreenModel => {
  const tally = newDeliveryTally()
  const entries = new Map<string, FunctionEntry>()
  const changes = newRecent<ShownChange>(keptChanges)
  const messages = newRecent<string>(keptMessages)
  const seen: Mutable<Pick<ScreenSnapshot, 'state' | 'started' | 'file' | 'writing'>> = {
    state: 'starting',
    started: undefined,
    file: '',
    writing: undefined,
  }
  let stateBeforePause: ScreenSnapshot['state'] = 'running'
  let lastMessage = ''

  const entryOf = (functionName: string): FunctionEntry => {
    const entry = entries.get(functionName) ?? {
      received: 0,
      filtered: new Set<string>(),
      iteratorAgeMs: undefined,
      invokedAtMs: -Infinity,
      rate: newRate(),
    }
    entries.set(functionName, entry)
    return entry
  }

  const note = (message: string): void => {
    if (message !== lastMessage) messages.add(message)
    lastMessage = message
  }

  const hearReport = (functionName: string, report: RecordReport): void => {
    const record = `${report.sequenceNumber} ${report.key}`
    if (report.outcomes.length === 0) entryOf(functionName).filtered.add(record)
    for (const { processor, outcome } of report.outcomes)
      tally.tell(`${functionName}\n${processor}`, record, outcome)
    const { eventName, key, sequenceNumber } = report
    changes.add({ functionName, eventName, key, sequenceNumber, report, said: undefined })
  }

  const hearFiltered = (functionName: string, record: StreamRecord): void => {
    const { sequenceNumber, key } = recordPlace(record)
    entryOf(functionName).filtered.add(nameOf(record))
    const eventName = record.eventName ?? 'MODIFY'
    changes.add({ functionName, eventName, key, sequenceNumber, report: undefined, said: 'filtered' })
  }

  const hearAnswer = ({ functionName, eventName, key, sequenceNumber, became }: FunctionAnswered): void => {
    const words = {
      applied: 'applied',
      retried: 'retry',
      'given-up': 'given-up',
      dropped: 'given-up',
    } as const
    tally.tell(`${functionName}\n${itself}`, `${sequenceNumber} ${key}`, words[became])
    const said = answerWords[became]
    changes.add({ functionName, eventName, key, sequenceNumber, report: undefined, said })
  }

  /** Lambda gave these up: whatever a processor had not finished by then is lost to it. */
  const hearDiscard = (functionName: string, records: readonly StreamRecord[], condition: string): void => {
    for (const record of records) {
      const { sequenceNumber, key } = recordPlace(record)
      const name = nameOf(record)
      const open = tally.openFor(name).filter(each => each.startsWith(`${functionName}\n`))
      for (const each of open.length > 0 ? open : [`${functionName}\n${itself}`])
        tally.tell(each, name, 'given-up')
      const eventName = record.eventName ?? 'MODIFY'
      const said = `given up (${condition})`
      changes.add({ functionName, eventName, key, sequenceNumber, report: undefined, said })
    }
  }

  const hearState = (event: DevEvent): void => {
    if (event.event === 'ProjectRead') seen.file = event.file
    else if (event.event === 'Started') {
      seen.started = event
      seen.state = 'running'
      for (const functionName of event.functions) entryOf(functionName)
    } else if (event.event === 'Writing') seen.writing = event.done < event.total ? event : undefined
    else if (event.event === 'CaughtUp') seen.state = 'caught up'
    else if (event.event === 'Paused') {
      stateBeforePause = seen.state
      seen.state = 'paused'
    } else if (event.event === 'Resumed') seen.state = stateBeforePause
  }

  return {
    note,
    changesAdded: changes.added,
    hear: event => {
      hearState(event)
      if (event.event === 'RecordSeen') {
        const entry = entryOf(functionOf(event.mapping))
        entry.received += 1
        entry.rate.count(event.atMs)
      } else if (event.event === 'FilterDecided') {
        if (!event.admitted) hearFiltered(functionOf(event.mapping), event.record)
      } else if (event.event === 'InvokeEnded') {
        const entry = entryOf(functionOf(event.mapping))
        entry.iteratorAgeMs = event.iteratorAgeMs
        entry.invokedAtMs = event.atMs
      } else if (event.event === 'EffectWritten') hearReport(event.functionName, event.report)
      else if (event.event === 'Answered') hearAnswer(event)
      else if (event.event === 'Discarded')
        hearDiscard(functionOf(event.mapping), event.records, event.condition)
      const line = devLine(event)
      if (line !== undefined) note(line.trimEnd())
    },
    snapshot: nowMs => ({
      ...seen,
      functions: [...entries].map(
        ([functionName, { received, filtered, iteratorAgeMs, invokedAtMs, rate }]) => ({
          functionName,
          received,
          filtered: filtered.size,
          iteratorAgeMs: nowMs - invokedAtMs < idleMs ? iteratorAgeMs : undefined,
          perSecond: rate.perSecond(nowMs),
          processors: [...tally.counts()].flatMap(([name, counts]) => {
            const [owner, processor = ''] = name.split('\n')
            return owner === functionName ? [{ name: processor, counts }] : []
          }),
        }),
      ),
      changes: changes.kept(),
      messages: messages.kept(),
    }),
  }
}
