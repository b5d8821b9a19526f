import type { RecordReport } from '../../core/dispatch/report.ts'
import type { Kind, StreamRecord } from '../../core/record/stream-record.ts'
import { recordPlace } from '../../core/record/view-of.ts'
import type { FunctionAnswered } from '../../operations/dev/dev-event.ts'

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

const answerWords: Readonly<Record<FunctionAnswered['became'], string>> = {
  applied: 'applied',
  retried: 'to be retried',
  'given-up': 'given up',
  dropped: 'dropped, although the function said that it failed',
}

/** A change of which a function has reported each processor's outcome. */
export const changeOfReport = (functionName: string, report: RecordReport): ShownChange => {
  const { eventName, key, sequenceNumber } = report
  return { functionName, eventName, key, sequenceNumber, report, said: undefined }
}

/** A change of which only the function's answer is known. */
export const changeOfAnswer = ({
  functionName,
  eventName,
  key,
  sequenceNumber,
  became,
}: FunctionAnswered): ShownChange => ({
  functionName,
  eventName,
  key,
  sequenceNumber,
  report: undefined,
  said: answerWords[became],
})

/** A change of which the mapping says what became of it. */
export const changeOfRecord = (functionName: string, record: StreamRecord, said: string): ShownChange => {
  const { sequenceNumber, key } = recordPlace(record)
  const { eventName = 'MODIFY' } = record
  return { functionName, eventName, key, sequenceNumber, report: undefined, said }
}
