import type { Batch } from './batch.ts'
import type { BatchWatch } from './batch-watch.ts'
import { callLanes } from './call-lanes.ts'
import type { Lane } from './lane.ts'
import { ItemLane } from './lane.ts'
import { ProcessorTally } from './processor-tally.ts'

/** The work of a batch, and what it is counted in, by processor. */
export interface LanePlan {
  readonly lanes: readonly Lane[]
  readonly tallies: ReadonlyMap<string, ProcessorTally>
}

/** One lane per processor and item; a batch processor has one for all of its items, or one for each of them. */
export const planLanes = (batch: Batch, watch?: BatchWatch): LanePlan => {
  const tallies = new Map<string, ProcessorTally>()
  const lanes = batch.items.flatMap((items): readonly Lane[] => {
    const processor = items[0]?.processor
    if (processor === undefined) return []
    const { name } = processor
    const run = watch?.handlerOf(processor) ?? processor.run
    const tally = new ProcessorTally(items)
    tallies.set(name, tally)
    return run.mode === 'each'
      ? items.map(first => new ItemLane(first, run.handle, tally))
      : callLanes(items, run.handle, tally)
  })
  return { lanes, tallies }
}
