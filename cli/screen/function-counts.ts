import type { RecordReport } from '../../core/dispatch/report.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'
import { recordPlace } from '../../core/record/view-of.ts'
import type { DevEvent, FunctionAnswered } from '../../operations/dev/dev-event.ts'
import type { ProcessorCounts } from './delivery-tally.ts'
import { newDeliveryTally } from './delivery-tally.ts'
import type { Rate } from './rate.ts'
import { newRate } from './rate.ts'

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

/** Counts what becomes of changes, by functions and their processors. */
interface FunctionCounts {
  readonly hear: (event: DevEvent, functionOf: (mapping: string) => string) => void
  readonly rows: (nowMs: number) => readonly FunctionRow[]
}

interface FunctionEntry {
  received: number
  readonly filtered: Set<string>
  iteratorAgeMs: number | undefined
  invokedAtMs: number
  readonly rate: Rate
}

const newEntry = (): FunctionEntry => ({
  received: 0,
  filtered: new Set(),
  iteratorAgeMs: undefined,
  invokedAtMs: -Infinity,
  rate: newRate(),
})

/** Without an invocation for so long, the age of the last one says nothing any more. */
const idleMs = 10_000

/** Stands for a function where no processor of it is to be named. */
const itself = '(function)'

const nameOf = (record: StreamRecord): string => {
  const { sequenceNumber, key } = recordPlace(record)
  return `${sequenceNumber} ${key}`
}

const rowOf = (
  functionName: string,
  { received, filtered, iteratorAgeMs, invokedAtMs, rate }: FunctionEntry,
  { counts, nowMs }: { readonly counts: ReadonlyMap<string, ProcessorCounts>; readonly nowMs: number },
): FunctionRow => ({
  functionName,
  received,
  filtered: filtered.size,
  iteratorAgeMs: nowMs - invokedAtMs < idleMs ? iteratorAgeMs : undefined,
  perSecond: rate.perSecond(nowMs),
  processors: [...counts].flatMap(([name, each]) => {
    const [owner, processor = ''] = name.split('\n')
    return owner === functionName ? [{ name: processor, counts: each }] : []
  }),
})

const wordOfAnswer = {
  applied: 'applied',
  retried: 'retry',
  'given-up': 'given-up',
  dropped: 'given-up',
} as const

/** Counts of a run that has not begun. */
export const newFunctionCounts = (): FunctionCounts => {
  const tally = newDeliveryTally()
  const entries = new Map<string, FunctionEntry>()
  const entryOf = (functionName: string): FunctionEntry => {
    const entry = entries.get(functionName) ?? newEntry()
    entries.set(functionName, entry)
    return entry
  }
  const hearReport = (functionName: string, report: RecordReport): void => {
    const record = `${report.sequenceNumber} ${report.key}`
    if (report.outcomes.length === 0) entryOf(functionName).filtered.add(record)
    for (const { processor, outcome } of report.outcomes)
      tally.tell(`${functionName}\n${processor}`, record, outcome)
  }
  const hearAnswer = ({ functionName, key, sequenceNumber, became }: FunctionAnswered): void => {
    tally.tell(`${functionName}\n${itself}`, `${sequenceNumber} ${key}`, wordOfAnswer[became])
  }
  /** Lambda gave these up: whatever a processor had not finished by then is lost to it. */
  const hearDiscard = (functionName: string, records: readonly StreamRecord[]): void => {
    for (const name of records.map(nameOf)) {
      const open = tally.openFor(name).filter(each => each.startsWith(`${functionName}\n`))
      for (const each of open.length > 0 ? open : [`${functionName}\n${itself}`])
        tally.tell(each, name, 'given-up')
    }
  }
  return {
    hear: (event, functionOf) => {
      if (event.event === 'Started') for (const functionName of event.functions) entryOf(functionName)
      else if (event.event === 'EffectWritten') hearReport(event.functionName, event.report)
      else if (event.event === 'Answered') hearAnswer(event)
      else if (event.event === 'Discarded') hearDiscard(functionOf(event.mapping), event.records)
      else if (event.event === 'RecordSeen') {
        const entry = entryOf(functionOf(event.mapping))
        entry.received += 1
        entry.rate.count(event.atMs)
      } else if (event.event === 'FilterDecided' && !event.admitted)
        entryOf(functionOf(event.mapping)).filtered.add(nameOf(event.record))
      else if (event.event === 'InvokeEnded')
        Object.assign(entryOf(functionOf(event.mapping)), {
          iteratorAgeMs: event.iteratorAgeMs,
          invokedAtMs: event.atMs,
        })
    },
    rows: nowMs => {
      const counts = tally.counts()
      return [...entries].map(([functionName, entry]) => rowOf(functionName, entry, { counts, nowMs }))
    },
  }
}
