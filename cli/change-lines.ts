import type { ProcessorReport, RecordReport } from '../core/dispatch/report.ts'
import { printable } from '../core/printable.ts'
import type { StreamRecord } from '../core/record/stream-record.ts'
import { recordPlace } from '../core/record/view-of.ts'
import type { EngineEvent } from '../engine/events.ts'
import type { FunctionAnswered } from '../operations/dev/dev-event.ts'

/** What is told of a change, whoever tells it. */
type Change = Pick<RecordReport, 'eventName' | 'key'>

const withoutStop = (text: string): string => text.replace(/\.$/, '')

const outcomeText = ({ processor, outcome, attempt, error, note }: ProcessorReport): string => {
  const noticed = note === undefined ? '' : ` [${note}]`
  if (outcome !== 'retry' && outcome !== 'parked') return `${processor} ${outcome}${noticed}`
  const why = error === undefined ? 'behind another' : `attempt ${attempt}: ${error.code}, ${error.message}`
  return `${processor} ${outcome === 'retry' ? 'to be retried' : 'parked'} (${withoutStop(why)})${noticed}`
}

const textOf = (outcomes: readonly ProcessorReport[]): string =>
  outcomes.length === 0 ? 'filtered' : outcomes.map(outcomeText).join(', ')

const answerWords = { applied: 'applied', dropped: 'dropped, although the function said that it failed' }

const line = ({ eventName, key }: Change, done: string): string =>
  `${printable(`${eventName.padEnd(6)} ${key}  ${done}`)}\n`

/** One line about one change, as a function dealt with it. */
export const changeLine = (functionName: string, report: RecordReport): string =>
  line(report, `${functionName}: ${textOf(report.outcomes)}`)

const changeOf = (record: StreamRecord): Change => ({
  eventName: record.eventName ?? 'MODIFY',
  key: recordPlace(record).key,
})

/** Which function a mapping is of, and the stream that it reads. */
export interface MappedFunction {
  readonly mapping: string
  readonly functionName: string
  readonly streamArn: string
}

/**
 * Gives a change its line when all functions on its stream are through with it. What is to be retried is told at once,
 * in a line of its own: whoever watches wants to see that before it has ended well.
 */
export const changeLines = (
  mappings: readonly MappedFunction[],
  out: (text: string) => void,
): ((event: EngineEvent | FunctionAnswered) => void) => {
  const open = new Map<string, Map<string, string>>()
  // What Lambda redelivers beside a failed record has had its line.
  const told = new Set<string>()
  const functionOf = new Map(mappings.map(({ mapping, functionName }) => [mapping, functionName]))
  const functionsOn = Map.groupBy(mappings, ({ streamArn }) => streamArn)

  const settle = (
    { streamArn, sequenceNumber }: { readonly streamArn: string; readonly sequenceNumber: string },
    change: Change,
    functionName: string,
    done: string,
  ): void => {
    const name = `${streamArn} ${sequenceNumber}`
    if (told.has(name)) return
    const known = open.get(name) ?? new Map<string, string>()
    known.set(functionName, done)
    open.set(name, known)
    const functions = (functionsOn.get(streamArn) ?? []).map(each => each.functionName)
    if (known.size < functions.length) return
    open.delete(name)
    told.add(name)
    const parts = [...new Set([...functions, ...known.keys()])].filter(each => known.get(each) !== 'filtered')
    const words = parts.map(each => `${each}: ${known.get(each) ?? ''}`).join('; ')
    out(line(change, words === '' ? 'filtered' : words))
  }

  const settleRecord = (record: StreamRecord, mapping: string, done: string): void => {
    const { eventSourceARN: streamArn = '', dynamodb } = record
    const place = { streamArn, sequenceNumber: dynamodb?.SequenceNumber ?? '' }
    settle(place, changeOf(record), functionOf.get(mapping) ?? mapping, done)
  }

  return event => {
    if (event.event === 'FilterDecided' && !event.admitted) {
      settleRecord(event.record, event.mapping, 'filtered')
    } else if (event.event === 'Discarded') {
      for (const record of event.records) settleRecord(record, event.mapping, `given up (${event.condition})`)
    } else if (event.event === 'Answered') {
      const { functionName, became } = event
      // What was given up is told with the reason, as soon as it is.
      if (became === 'given-up') return
      if (became === 'retried') out(line(event, `${functionName}: to be retried`))
      else settle(event, event, functionName, answerWords[became])
    } else if (event.event === 'EffectWritten') {
      const { functionName, report } = event
      const isOpen = report.outcomes.some(({ outcome }) => outcome === 'retry')
      if (isOpen) out(changeLine(functionName, report))
      else settle(report, report, functionName, textOf(report.outcomes))
    }
  }
}
