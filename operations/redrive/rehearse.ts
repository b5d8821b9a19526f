import type { RedriveEvent } from './redrive-event.ts'
import type { Group, Target } from './targets.ts'

const caveats = {
  state: 'versioned: it overwrites nothing newer',
  events: 'late: it comes after newer changes of the item that went on without it',
}

/** Tells what a group's delivery would be, and counts it. */
export const rehearse = (
  group: Group,
  targets: readonly Target[],
  isChosen: (processor: string) => boolean,
  tell: (event: RedriveEvent) => void,
): number => {
  let deliveries = 0
  for (const { view, wants } of targets) {
    for (const [processor, { done }] of wants) {
      if (done !== undefined || !isChosen(processor)) continue
      deliveries += 1
      const sink = group.registry.processors.find(({ name }) => name === processor)?.sink ?? 'events'
      const { kind: eventName, key, sequenceNumber } = view
      tell({
        event: 'WouldDeliver',
        functionName: group.functionName,
        processor,
        eventName,
        key,
        sequenceNumber,
        caveat: caveats[sink],
      })
    }
  }
  return deliveries
}
