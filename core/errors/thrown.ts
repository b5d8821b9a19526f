// Anything can be thrown, and most of what catches needs an error or its words.

/** What was thrown, as an error. */
export const asError = (thrown: unknown): Error =>
  thrown instanceof Error ? thrown : new Error(String(thrown))

/** The words of what was thrown. */
export const reasonOf = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown)

/** What a function gives, or the error that it throws. */
export const orError = <T>(make: () => T): T | Error => {
  try {
    return make()
  } catch (thrown) {
    return asError(thrown)
  }
}
