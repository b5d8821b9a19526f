import { fieldOf } from './cause-chain.ts'
import { chainOf, isAnyError, wordsOf } from './describe-error.ts'

// Anything can be thrown, and most of what catches needs an error or its words.

/** True for an error, also for one of another realm (`node:vm`, a worker's answer). */
export const isError = isAnyError

const hasWords = (error: Error): boolean =>
  typeof fieldOf(error, 'name') === 'string' && typeof fieldOf(error, 'message') === 'string'

/** What was thrown, as an error whose name and message are texts that can be read. */
export const asError = (thrown: unknown): Error => {
  if (isAnyError(thrown) && hasWords(thrown)) return thrown
  const { name, code, message } = wordsOf(thrown)
  // What was thrown in its place is its cause: whose fault it is may be said there.
  const error = new Error(message, { cause: thrown })
  return Object.assign(error, { name }, code !== undefined && { code })
}

/** The words of what was thrown, and of what led to it: `fetch failed` alone helps nobody. */
export const reasonOf = (thrown: unknown): string => chainOf(thrown)

/** What a function gives, or the error that it throws. */
export const orError = <T>(make: () => T): T | Error => {
  try {
    return make()
  } catch (thrown) {
    return asError(thrown)
  }
}
