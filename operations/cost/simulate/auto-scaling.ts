import type { UnitDemand } from '../demand.ts'
import type { DecreaseBudget } from './decrease-budget.ts'
import { newDecreaseBudget } from './decrease-budget.ts'
import { serveMinute } from './fixed-capacity.ts'

/** How a scalable target is set. */
export interface ScalingSettings {
  /** Share of the capacity that should be in use, in percent: 20 to 90. */
  readonly targetPercent: number
  readonly min: number
  readonly max: number
}

/** What auto scaling made of a demand, for reads or writes. */
export interface ScaledCapacity {
  /** The most units a second that were provisioned in each hour: what is billed. */
  readonly hours: readonly number[]
  readonly throttledMinutes: number
}

/** Consecutive minutes above the target before capacity is raised, and clearly below it before it is lowered. */
const minutesUp = 2
const minutesDown = 15
/** Percent of the capacity below the target from where on it counts as clearly below. */
const slackPercent = 20
/** From the last minute that decides to the first minute with the new capacity: the metric is late, the update takes time. */
const delayMinutes = 2

/** One dimension of a resource on its way through the minutes. */
interface Scaled {
  readonly units: Float64Array
  readonly settings: ScalingSettings
  readonly hours: number[]
  readonly consumed: number[]
  capacity: number
  saved: number
  throttledMinutes: number
  pending: { readonly capacity: number; readonly fromMinute: number } | undefined
}

const within = (wanted: number, { min, max }: ScalingSettings): number =>
  Math.min(max, Math.max(min, Math.ceil(wanted)))

/** The capacity at which these units of a minute are the target share. */
const capacityFor = (units: number, settings: ScalingSettings): number =>
  within((units * 100) / (60 * settings.targetPercent), settings)

const begin = (units: Float64Array, settings: ScalingSettings): Scaled => ({
  units,
  settings,
  hours: [],
  consumed: [],
  capacity: capacityFor(units[0] ?? 0, settings),
  saved: 0,
  throttledMinutes: 0,
  pending: undefined,
})

const pass = (scaled: Scaled, minute: number): void => {
  if (scaled.pending?.fromMinute === minute) {
    scaled.capacity = scaled.pending.capacity
    scaled.pending = undefined
  }
  const { served, saved, isThrottled } = serveMinute(scaled.units[minute] ?? 0, scaled.capacity, scaled.saved)
  scaled.saved = saved
  if (isThrottled) scaled.throttledMinutes += 1
  scaled.consumed.push(served)
  if (scaled.consumed.length > minutesDown) scaled.consumed.shift()
  const hour = Math.floor(minute / 60)
  scaled.hours[hour] = Math.max(scaled.hours[hour] ?? 0, scaled.capacity)
}

/** The capacity that the two alarms ask for now, if any does. */
const wantedCapacity = ({ consumed, capacity, settings }: Scaled): number | undefined => {
  const { targetPercent } = settings
  const above = (units: number): boolean => units * 100 > capacity * 60 * targetPercent
  const below = (units: number): boolean => units * 100 < capacity * 60 * (targetPercent - slackPercent)
  const latest = consumed.slice(-minutesUp)
  if (latest.length === minutesUp && latest.every(above)) return capacityFor(consumed.at(-1) ?? 0, settings)
  if (consumed.length === minutesDown && consumed.every(below))
    return capacityFor(Math.max(...consumed), settings)
  return undefined
}

const decide = (scaled: Scaled, minute: number, startMs: number, budget: DecreaseBudget): void => {
  if (scaled.pending !== undefined) return
  const wanted = wantedCapacity(scaled)
  if (wanted === undefined || wanted === scaled.capacity) return
  const fromMinute = minute + 1 + delayMinutes
  if (wanted < scaled.capacity && !budget.take(startMs + fromMinute * 60_000)) return
  scaled.pending = { capacity: wanted, fromMinute }
}

/**
 * Target tracking over the minutes of one table or index, as Application Auto Scaling does it with the two alarms that
 * it makes: raised after two minutes above the target, lowered after fifteen that are 20 points below it, as often a
 * day as DynamoDB lets it. It begins at what the first minute asks for.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html
 */
export const scaleCapacity = (
  { read, write }: UnitDemand,
  settings: ScalingSettings,
  startMs: number,
): { readonly read: ScaledCapacity; readonly write: ScaledCapacity } => {
  const [reads, writes] = [begin(read, settings), begin(write, settings)]
  const budget = newDecreaseBudget()
  for (let minute = 0; minute < read.length; minute += 1) {
    for (const scaled of [reads, writes]) {
      pass(scaled, minute)
      decide(scaled, minute, startMs, budget)
    }
  }
  return { read: reads, write: writes }
}
