import { recordPlace } from '../../core/record/view-of.ts'
import type { EngineEvent } from '../../engine/events.ts'
import type { FunctionAnswered } from './dev-event.ts'

/** What the end of an invocation says of each change, for a function whose pipeline does not tell it better. */
export const functionAnswers = (event: EngineEvent, functionName: string): readonly FunctionAnswered[] => {
  if (event.event !== 'InvokeEnded' || event.result === 'not-invoked') return []
  const { atMs, answered } = event
  return answered.map(({ record, became }) => {
    const { sequenceNumber, key } = recordPlace(record)
    const { eventName = 'MODIFY', eventSourceARN: streamArn = '' } = record
    return { event: 'Answered', functionName, atMs, eventName, key, streamArn, sequenceNumber, became }
  })
}
