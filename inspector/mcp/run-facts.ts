import type { EventLog } from '../server/event-log.ts'
import type { Model } from '../wire/model.ts'
import { applyEvent, newModel } from '../wire/model.ts'
import type { WireEvent } from '../wire/wire-event.ts'

/** Deliveries by how they ended, of one function or processor. */
export type EndCounts = Readonly<Record<string, number>>

/** What the events of a run add up to. */
export interface RunFacts {
  readonly model: Model
  /** By function, and by `function/processor` where a pipeline reports. */
  readonly counts: ReadonlyMap<string, EndCounts>
  /** Events that were gone before anybody asked. */
  readonly missed: number
}

const endsIn = (event: WireEvent): readonly (readonly [who: string, end: string])[] => {
  switch (event.event) {
    case 'RecordSeen':
      return [[event.functionName, 'received']]
    case 'FilterDecided':
      return event.admitted ? [] : [[event.functionName, 'filtered by the mapping']]
    case 'InvokeEnded':
      return [[event.functionName, `invocations: ${event.result}`]]
    case 'Answered':
      return [[event.functionName, event.became]]
    case 'Discarded':
      return event.records.map(() => [event.functionName, 'discarded'] as const)
    case 'EffectWritten':
      return event.outcomes.length === 0
        ? [[event.functionName, 'filtered by the pipeline']]
        : event.outcomes.map(
            ({ processor, outcome }) => [`${event.functionName}/${processor}`, outcome] as const,
          )
    default:
      return []
  }
}

/**
 * Adds up a run when it is asked, from where it was asked last: a run that nobody asks about pays nothing.
 */
export const newRunFacts = (log: EventLog): (() => RunFacts) => {
  const model = newModel()
  const counts = new Map<string, Record<string, number>>()
  let at = 0
  let missed = 0
  return () => {
    missed += Math.max(0, log.first() - 1 - at)
    at = Math.max(at, log.first() - 1)
    while (at < log.last()) {
      const event = log.event((at += 1))
      if (event === undefined) continue
      applyEvent(model, event)
      for (const [who, end] of endsIn(event)) {
        const known = counts.get(who) ?? {}
        known[end] = (known[end] ?? 0) + 1
        counts.set(who, known)
      }
    }
    return { model, counts, missed }
  }
}
