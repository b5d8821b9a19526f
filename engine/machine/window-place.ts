import type { MappingSettings } from '../settings.ts'
import type { Discard, ShardLane, Work } from './shard-lane.ts'
import type { WindowFields } from './tumbling-window.ts'
import { windowFieldsOf } from './tumbling-window.ts'

/** Where a lane's records come from, as an event in a tumbling window says it. */
export interface WindowPlace {
  readonly settings: MappingSettings
  readonly shardId: string
  readonly streamArn: string
}

/** What the event of this work says of its tumbling window; `undefined` without one. */
export const eventWindow = (lane: ShardLane, work: Work, place: WindowPlace): WindowFields | undefined =>
  lane.window && windowFieldsOf(lane.window, work.isFinal, place)

/** The parts of a discard that come from a tumbling window. */
export const discardWindow = (
  lane: ShardLane,
  work: Work,
  place: WindowPlace,
): Pick<Discard, 'window' | 'span'> => {
  const window = eventWindow(lane, work, place)
  return {
    ...(window !== undefined && { window }),
    ...(work.isFinal && lane.window !== undefined && { span: lane.window }),
  }
}
