import type { WireEvent } from '../wire/wire-event.ts'
import { wireBytes } from './wire-bytes.ts'

/** How much of what happened is remembered. */
export interface LogLimits {
  readonly events: number
  readonly bytes: number
}

/** What happened, numbered from 1; the oldest goes first. */
export interface EventLog {
  readonly add: (event: WireEvent) => void
  /** Number of the newest, 0 before there is one. */
  readonly last: () => number
  /** Number of the oldest that is remembered. */
  readonly first: () => number
  /** An event that is remembered. */
  readonly event: (number: number) => WireEvent | undefined
  /** JSON of an event that is remembered. */
  readonly at: (number: number) => string
  /** About what it takes of memory. */
  readonly bytes: () => number
}

interface Kept {
  readonly event: WireEvent
  readonly bytes: number
}

/** So much JSON is kept for the readers that come after the first one. */
const mostTextCharacters = 4 * 1024 * 1024

/** An empty log. What nobody reads is never made JSON of, and what several read is made so once. */
export const newEventLog = (limits: LogLimits): EventLog => {
  const kept = new Map<number, Kept>()
  const texts = new Map<number, string>()
  let first = 1
  let last = 0
  let bytes = 0
  let characters = 0
  const forgetText = (number: number): void => {
    characters -= texts.get(number)?.length ?? 0
    texts.delete(number)
  }
  const textOf = (number: number): string => {
    const known = texts.get(number)
    if (known !== undefined) return known
    const found = kept.get(number)
    if (found === undefined) return ''
    const text = JSON.stringify(found.event)
    texts.set(number, text)
    characters += text.length
    for (const oldest of texts.keys()) {
      if (characters <= mostTextCharacters) break
      forgetText(oldest)
    }
    return text
  }
  return {
    add: event => {
      const size = wireBytes(event)
      kept.set((last += 1), { event, bytes: size })
      bytes += size
      while ((kept.size > limits.events || bytes > limits.bytes) && first < last) {
        bytes -= kept.get(first)?.bytes ?? 0
        kept.delete(first)
        forgetText(first)
        first += 1
      }
    },
    last: () => last,
    first: () => first,
    event: number => kept.get(number)?.event,
    at: textOf,
    bytes: () => bytes,
  }
}
