import { changeLine } from '../change-lines.ts'
import type { ShownChange } from './shown-change.ts'
import type { Tone } from './shade.ts'

/** A change in one line. */
export const changeText = ({ functionName, eventName, key, report, said }: ShownChange): string =>
  report === undefined
    ? `${eventName.padEnd(6)} ${key}  ${functionName}: ${said ?? ''}`
    : changeLine(functionName, report).trimEnd()

/** How it stands out: what was given up or parked, and what is to be retried. */
export const changeTone = ({ report, said }: ShownChange): Tone | undefined => {
  const outcomes = report?.outcomes.map(({ outcome }) => outcome) ?? []
  if (outcomes.includes('parked') || said?.startsWith('given up') === true) return 'red'
  if (outcomes.includes('retry') || said === 'to be retried') return 'yellow'
  return outcomes.length === 0 && (said === undefined || said === 'filtered') ? 'dim' : undefined
}

/** All that is known of it, line by line. */
export const changeDetail = (change: ShownChange): readonly string[] => {
  const { functionName, eventName, key, sequenceNumber, report, said } = change
  const head = [
    `${eventName} ${key}`,
    `function        ${functionName}`,
    `SequenceNumber  ${sequenceNumber}`,
    ...(report === undefined ? [] : [`eventID         ${report.eventId ?? '(none)'}`]),
  ]
  if (report === undefined)
    return [
      ...head,
      '',
      said === 'filtered' ? 'filtered before the function: its patterns do not match' : (said ?? ''),
    ]
  if (report.outcomes.length === 0) return [...head, '', 'filtered: no processor wants it']
  return [
    ...head,
    ...report.outcomes.flatMap(({ processor, outcome, attempt, ran, note, error }) => [
      '',
      `${processor}: ${outcome}${ran ? `, attempt ${attempt}` : ', not called this time'}${note === undefined ? '' : ` [${note}]`}`,
      ...(error === undefined ? [] : [`  ${error.code}: ${error.message}`]),
      ...(error?.remedy === undefined ? [] : [`  ${error.remedy}`]),
    ]),
  ]
}
