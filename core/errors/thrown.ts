import { types } from 'node:util'
import { chainOf, looksLikeError, wordsOf } from './describe-error.ts'

// Anything can be thrown, and most of what catches needs an error or its words.

/** An error of this realm or another, as test runners make them; of what cannot be looked at nobody can tell. */
const isError = (thrown: unknown): thrown is Error => {
  if (types.isNativeError(thrown)) return true
  try {
    return thrown instanceof Error
  } catch {
    return false
  }
}

/** What was thrown, as an error. */
export const asError = (thrown: unknown): Error => {
  if (isError(thrown)) return thrown
  const { name, code, message } = wordsOf(thrown)
  const error = new Error(message, { cause: looksLikeError(thrown) ? thrown : undefined })
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
