/** Seconds of unused capacity that DynamoDB keeps for a burst. */
const burstSeconds = 300

/** What a minute of provisioned capacity does: what it serves, and what is left for the next. */
export interface ServedMinute {
  readonly served: number
  readonly saved: number
  readonly isThrottled: boolean
}

/**
 * One minute of so many units a second, with what was saved up. Units of a minute may come at any second of it, so
 * a minute is throttled only where it asks for more than all of it could serve.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/burst-adaptive-capacity.html
 */
export const serveMinute = (units: number, capacity: number, saved: number): ServedMinute => {
  const available = capacity * 60 + Math.min(saved, capacity * burstSeconds)
  const served = Math.min(units, available)
  return {
    served,
    saved: Math.min(available - served, capacity * burstSeconds),
    isThrottled: units > available,
  }
}

/** Minutes that a fixed capacity would throttle. Nothing is saved up at the beginning. */
export const throttledMinutes = (units: Float64Array, capacity: number): number => {
  let saved = 0
  let count = 0
  for (const asked of units) {
    const minute = serveMinute(asked, capacity, saved)
    saved = minute.saved
    if (minute.isThrottled) count += 1
  }
  return count
}

/** The smallest capacity, in whole units a second, that throttles no minute. */
export const smallestCapacity = (units: Float64Array): number => {
  let peak = 0
  for (const asked of units) peak = Math.max(peak, asked)
  // At a sixtieth of the peak every minute is served from its own seconds.
  let enough = Math.max(1, Math.ceil(peak / 60))
  let tooSmall = 0
  while (enough - tooSmall > 1) {
    const middle = Math.floor((enough + tooSmall) / 2)
    if (throttledMinutes(units, middle) === 0) enough = middle
    else tooSmall = middle
  }
  return enough
}

/** Minutes that ask for more than a most of units a second lets through: a table on demand with a maximum. */
export const minutesAbove = (units: Float64Array, most: number | undefined): number =>
  most === undefined ? 0 : units.reduce((count, asked) => (asked > most * 60 ? count + 1 : count), 0)
