import type { Clock } from '../../core/clock.ts'
import { silentLogger } from '../../core/logger.ts'
import type { Registry } from '../../core/registry/registry.ts'
import type { RedriveEvent } from '../../operations/redrive/redrive-event.ts'
import { redriveFrom } from '../../operations/redrive/redrive-from.ts'
import type { RedriveOutcome } from '../wire/wire-state.ts'

const lineOf = (event: RedriveEvent): string | undefined => {
  switch (event.event) {
    case 'WouldDeliver':
      return `${event.functionName}/${event.processor}: ${event.eventName} ${event.key} (${event.caveat})`
    case 'Failed':
      return `${event.functionName}/${event.processor} failed at ${event.key}: ${event.message} ${event.remedy ?? ''}`
    case 'InDoubt':
      return `${event.functionName}/${event.processor} is in doubt at ${event.key}: ${event.why}`
    case 'EffectWritten': {
      const { eventName, key, outcomes } = event.report
      const ends = outcomes.map(({ processor, outcome }) => `${processor} ${outcome}`).join(', ')
      return `${event.functionName}: ${eventName} ${key}: ${ends}`
    }
    case 'InHand':
      return `${event.object} is left to ${event.holder}, which redrives it`
    case 'LeftUnread':
      return event.message
    default:
      return undefined
  }
}

/** What a redrive from the page takes. */
export interface PageRedriveOptions {
  readonly registries: ReadonlyMap<string, Registry>
  readonly env: Readonly<Record<string, string | undefined>>
  /** Only these, by name; nothing for all. */
  readonly objects: ReadonlySet<string> | undefined
  readonly dryRun: boolean
  readonly clock: Clock
  readonly newId: () => string
}

/** Redrives what waits for functions that export a pipeline, or says what that would do. */
export const redrivePipelines = async (options: PageRedriveOptions): Promise<RedriveOutcome> => {
  const lines: string[] = []
  const summary = await redriveFrom({
    ...options,
    from: [],
    logger: silentLogger,
    signal: new AbortController().signal,
    tell: event => {
      const line = lineOf(event)
      if (line !== undefined) lines.push(line)
    },
  })
  const { wouldDeliver, redriven, objectsFailed, inDoubt } = summary
  return { lines, wouldDeliver, redriven, objectsFailed, inDoubt }
}
