import type { WireEvent } from '../wire/wire-event.ts'

/** How much of what happened is remembered. */
export interface LogLimits {
  readonly events: number
  readonly bytes: number
}

/** What happened, numbered from 1, as JSON; the oldest goes first. */
export interface EventLog {
  readonly add: (event: WireEvent) => void
  /** Number of the newest, 0 before there is one. */
  readonly last: () => number
  /** Number of the oldest that is remembered. */
  readonly first: () => number
  /** JSON of an event that is remembered. */
  readonly at: (number: number) => string
  readonly bytes: () => number
}

/** An empty log. */
export const newEventLog = (limits: LogLimits): EventLog => {
  const texts = new Map<number, string>()
  let first = 1
  let last = 0
  let bytes = 0
  return {
    add: event => {
      const text = JSON.stringify(event)
      texts.set((last += 1), text)
      // A text of the heap takes two bytes a character at most.
      bytes += 2 * text.length
      while ((texts.size > limits.events || bytes > limits.bytes) && first < last) {
        bytes -= 2 * (texts.get(first) ?? '').length
        texts.delete(first)
        first += 1
      }
    },
    last: () => last,
    first: () => first,
    at: number => texts.get(number) ?? '',
    bytes: () => bytes,
  }
}
