import type { Clock } from '../../core/clock.ts'
import type { Condition } from '../expressions/condition.ts'
import { attribute, or } from '../expressions/condition.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import { storeFaults } from '../faults.ts'

/** In seconds this is the year 5138, in milliseconds it is March 1973: so it is milliseconds. */
const firstMilliseconds = 100_000_000_000
const fiveYearsMs = 5 * 365.25 * 86_400_000

const secondsOf = (at: Date | number): number => {
  const found = at instanceof Date ? 'The Date' : String(at)
  const seconds = at instanceof Date ? Math.ceil(at.getTime() / 1000) : at
  if (!Number.isFinite(seconds))
    throw raise(storeFaults, 'ttl.invalid', { found, problem: 'it is not a time' })
  if (seconds >= firstMilliseconds) {
    throw raise(storeFaults, 'ttl.invalid', {
      found,
      problem: 'it looks like milliseconds, where TTL counts seconds',
    })
  }
  if (Number.isInteger(seconds)) return seconds
  throw raise(storeFaults, 'ttl.invalid', { found, problem: 'it is not a whole number of seconds' })
}

/**
 * When an item is to expire, as its TTL attribute holds it: whole epoch seconds. The TTL service removes it some time
 * after that, usually within a few days; until then reads find it, see {@link notExpired}.
 *
 * @param at - a Date, which is rounded up, or epoch seconds
 * @example
 * ```ts
 * await put(shop, { ...session, expiresAt: expiresAt(new Date(clock.now() + 86_400_000), clock) })
 * ```
 * @throws PipelineError `ttl.invalid` for milliseconds, for fractions, and for a time more than five years ago, which
 * the service takes for a mistake and never acts on
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-before-you-start.html
 */
export const expiresAt = (at: Date | number, clock: Clock): number => {
  const seconds = secondsOf(at)
  if (seconds * 1000 >= clock.now() - fiveYearsMs) return seconds
  const found = new Date(seconds * 1000).toISOString()
  throw raise(storeFaults, 'ttl.invalid', {
    found,
    problem: 'it is more than five years ago, so the item would stay for ever; was a Date made of seconds?',
  })
}

/** Lets through items that have not expired yet, or never do; for the `filter` of a query and the condition of a write. */
export const notExpired = (attributeName: string, clock: Clock): Condition => {
  const ttl = attribute([attributeName])
  return or(ttl.absent(), ttl.greaterThan(Math.floor(clock.now() / 1000)))
}
