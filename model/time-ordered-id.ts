import type { Clock } from '../core/clock.ts'

/** Crockford's base 32: text order is number order. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const timeLength = 10
const randomLength = 16

const timeText = (ms: number): string => {
  let rest = ms
  let text = ''
  for (let place = 0; place < timeLength; place += 1) {
    text = alphabet.charAt(rest % 32) + text
    rest = Math.floor(rest / 32)
  }
  return text
}

/**
 * An id that sorts by the time it was made, to the millisecond (a ULID): orders under a user then lie in the order in
 * which they were placed.
 * @see https://github.com/ulid/spec
 */
export const timeOrderedId = (clock: Clock, random: () => number): string =>
  timeText(clock.now()) +
  Array.from({ length: randomLength }, () => alphabet.charAt(Math.floor(random() * 32))).join('')
