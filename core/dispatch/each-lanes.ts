import type { AnyChange } from '../change/change.ts'
import type { Handle } from '../processor/processor.ts'
import type { Want } from './batch.ts'
import type { Lane } from './run.ts'

/** The wants of a processor by item, each in order. */
export const byItem = (wants: readonly Want[], itemCount: number): readonly (readonly Want[])[] => {
  const lanes: Want[][] = []
  const laneOf = new Array<Want[] | undefined>(itemCount)
  for (const want of wants) {
    const lane = laneOf[want.unit.item]
    if (lane === undefined) lanes.push((laneOf[want.unit.item] = [want]))
    else lane.push(want)
  }
  return lanes
}

/** One lane per item, for a processor that handles one change at a time. */
export const eachLanes = (
  wants: readonly Want[],
  handle: Handle<AnyChange>,
  itemCount: number,
): readonly Lane[] =>
  byItem(wants, itemCount).map(lane => ({ position: lane[0]?.unit.position ?? 0, wants: lane, handle }))
