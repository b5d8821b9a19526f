import type { EventLog } from './event-log.ts'

/** One reader of the log, at its own pace. */
export interface EventReader {
  /** What is to be sent now, as text of server-sent events; nothing where nothing happened. */
  readonly next: () => string | undefined
}

/** How far a reader may be behind, and how much it gets at once. */
export interface ReaderLimits {
  /** Events; who is further behind loses the oldest of them. */
  readonly behind: number
  readonly eventsAtOnce: number
  readonly bytesAtOnce: number
}

/** The pace of the page. */
export const readerLimits: ReaderLimits = Object.freeze({
  behind: 20_000,
  eventsAtOnce: 2_000,
  bytesAtOnce: 512 * 1024,
})

/** `RUN.NUMBER`: a number of another run says nothing here. */
const placeIn = (run: string, lastEventId: string | undefined): number | undefined => {
  const [of, number = ''] = lastEventId?.split('.') ?? []
  return of === run && /^\d{1,15}$/.test(number) ? Number(number) : undefined
}

/** Where a reader begins, and whether what it has is to be forgotten because something is missing between. */
const beginning = (
  log: EventLog,
  lastEventId: string | undefined,
  run: string,
  { behind }: ReaderLimits,
): { readonly at: number; readonly isReset: boolean } => {
  const place = placeIn(run, lastEventId)
  const known = place !== undefined && place <= log.last() && place + 1 >= log.first()
  if (known) return { at: place, isReset: false }
  return { at: Math.max(log.first() - 1, log.last() - behind), isReset: lastEventId !== undefined }
}

/**
 * A reader that begins where it stopped, or with what is remembered. Every event up to the newest counts as sent to
 * it; those that it cannot have any more, because it is too far behind, count as dropped.
 *
 * @param lastEventId - as a browser says it when it comes again
 */
export const eventReader = (
  log: EventLog,
  run: string,
  lastEventId: string | undefined,
  limits: ReaderLimits,
): EventReader => {
  const { at: start, isReset } = beginning(log, lastEventId, run, limits)
  let at = start
  let dropped = 0
  let owesReset = isReset
  const skip = (): void => {
    const oldest = Math.max(log.first() - 1, log.last() - limits.behind)
    if (at >= oldest) return
    dropped += oldest - at
    at = oldest
  }
  const take = (): readonly string[] => {
    const events: string[] = []
    let bytes = 0
    while (at < log.last() && events.length < limits.eventsAtOnce && bytes < limits.bytesAtOnce) {
      const text = log.at((at += 1))
      events.push(text)
      bytes += text.length
    }
    return events
  }
  return {
    next: () => {
      skip()
      const events = take()
      const reset = owesReset ? `event: reset\nid: ${run}.${start}\ndata: {}\n\n` : ''
      owesReset = false
      if (events.length === 0) return reset === '' ? undefined : reset
      const data = `{"events":[${events.join(',')}],"sent":${at - start},"dropped":${dropped}}`
      return `${reset}id: ${run}.${at}\ndata: ${data}\n\n`
    },
  }
}
