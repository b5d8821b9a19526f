import type { Processor } from '../../core/processor/processor.ts'
import type { Redriving } from './redrive-group.ts'
import type { Group, Target } from './targets.ts'

/** What a person should know of a late delivery before it is made. */
const caveatOf = (processor: Processor | undefined, hasItems: boolean): string => {
  if (processor?.sink !== 'state')
    return 'late: it comes after newer changes of the item that went on without it'
  if (processor.refreshes === true && hasItems) return 'refreshed: it gets the item as it is now'
  if (processor.refreshes === true)
    return 'versioned: it overwrites nothing newer, but gets the old image, since no table is named to refresh from'
  return 'versioned: it overwrites nothing newer'
}

/** Tells what a group's delivery would be, and counts it. */
export const rehearse = (
  group: Group,
  targets: readonly Target[],
  { isChosen, tell, items }: Pick<Redriving, 'isChosen' | 'tell' | 'items'>,
): number => {
  let deliveries = 0
  for (const { view, wants } of targets) {
    for (const [name, { done }] of wants) {
      if (done !== undefined || !isChosen(name)) continue
      deliveries += 1
      const processor = group.registry.processors.find(each => each.name === name)
      const { kind: eventName, key, sequenceNumber } = view
      tell({
        event: 'WouldDeliver',
        functionName: group.functionName,
        processor: name,
        eventName,
        key,
        sequenceNumber,
        caveat: caveatOf(processor, items !== undefined),
      })
    }
  }
  return deliveries
}
