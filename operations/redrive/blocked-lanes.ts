import type { RecordView } from '../../core/record/record-view.ts'
import { padSequenceNumber } from '../../core/record/sequence-number.ts'

/** From which change on nothing may go to a processor: what is behind a failure waits. */
export interface BlockedLanes {
  readonly block: (functionName: string, processor: string, view: RecordView) => void
  readonly isBlocked: (functionName: string, processor: string, view: RecordView) => boolean
}

/** An item is the same in all streams that its table has had. */
const laneOf = (functionName: string, processor: string, { streamArn, key }: RecordView): string =>
  JSON.stringify([functionName, processor, streamArn.replace(/\/stream\/[^/]+$/, ''), key])

/** The labels of a table's streams are times. */
const positionOf = ({ streamArn, sequenceNumber }: RecordView): string =>
  `${streamArn} ${padSequenceNumber(sequenceNumber)}`

/** No lane is blocked. */
export const newBlockedLanes = (): BlockedLanes => {
  const blockedFrom = new Map<string, string>()
  return {
    block: (functionName, processor, view) => {
      const lane = laneOf(functionName, processor, view)
      const [known, position] = [blockedFrom.get(lane), positionOf(view)]
      if (known === undefined || position < known) blockedFrom.set(lane, position)
    },
    isBlocked: (functionName, processor, view) => {
      const from = blockedFrom.get(laneOf(functionName, processor, view))
      return from !== undefined && from <= positionOf(view)
    },
  }
}
