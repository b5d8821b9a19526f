import type { Processor } from '../../core/processor/processor.ts'
import type { RedrivePlan } from './plan.ts'
import type { RedriveRun } from './redrive-run.ts'
import { tellDoubt } from './tell-doubt.ts'

/** What a person should know of a late delivery before it is made. */
const caveatOf = (processor: Processor | undefined, hasItems: boolean): string => {
  if (processor?.sink !== 'state')
    return 'late: it comes after newer changes of the item that went on without it'
  if (processor.refreshes === true && hasItems) return 'refreshed: it gets the item as it is now'
  if (processor.refreshes === true)
    return 'versioned: it overwrites nothing newer, but gets the old image, since no table is named to refresh from'
  return 'versioned: it overwrites nothing newer'
}

/** Tells what a delivery would be, and counts it. */
export const rehearse = (plan: RedrivePlan, run: RedriveRun): void => {
  const { isChosen, tell, items, tally, resolve } = run
  const { functionName, registry } = plan
  for (const { view, deliveries } of plan.records) {
    const { kind: eventName, key, sequenceNumber } = view
    for (const [name, delivery] of deliveries) {
      const { done, doubt } = delivery
      if (done !== undefined || !isChosen(name, delivery)) continue
      if (doubt !== undefined) tellDoubt(functionName, name, view, doubt, run)
      if (doubt !== undefined && resolve !== 'repeat') continue
      tally.wouldDeliver += 1
      const caveat = caveatOf(
        registry.processors.find(each => each.name === name),
        items !== undefined,
      )
      tell({ event: 'WouldDeliver', functionName, processor: name, eventName, key, sequenceNumber, caveat })
    }
  }
}
