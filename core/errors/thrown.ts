// Anything can be thrown, and most of what catches needs an error or its words.

/** True for an error, also for one of another realm (`node:vm`, a worker's answer). */
export const isError = (value: unknown): value is Error =>
  value instanceof Error || Object.prototype.toString.call(value) === '[object Error]'

/** What was thrown, as an error; what was thrown in its place is its cause. */
export const asError = (thrown: unknown): Error =>
  isError(thrown) ? thrown : new Error(wordsOf(thrown), { cause: thrown })

/** Not everything lets itself be made a text: objects without a prototype, say. */
const wordsOf = (thrown: unknown): string => {
  try {
    return String(thrown)
  } catch {
    return 'something that is no error was thrown'
  }
}

/** The words of what was thrown. */
export const reasonOf = (thrown: unknown): string => (isError(thrown) ? thrown.message : wordsOf(thrown))

/** What a function gives, or the error that it throws. */
export const orError = <T>(make: () => T): T | Error => {
  try {
    return make()
  } catch (thrown) {
    return asError(thrown)
  }
}
