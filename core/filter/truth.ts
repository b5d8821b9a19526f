/** True, false, or not to be told from what the record carries (`undefined`). */
export type Truth = boolean | undefined

/** False beats unknown beats true. */
export const allTrue = <T>(of: readonly T[], test: (part: T) => Truth): Truth => {
  let result: Truth = true
  for (const part of of) {
    const truth = test(part)
    if (truth === false) return false
    if (truth === undefined) result = undefined
  }
  return result
}

/** True beats unknown beats false. */
export const anyTrue = <T>(of: readonly T[], test: (part: T) => Truth): Truth => {
  let result: Truth = false
  for (const part of of) {
    const truth = test(part)
    if (truth === true) return true
    if (truth === undefined) result = undefined
  }
  return result
}

/** What is unknown stays unknown. */
export const negated = (truth: Truth): Truth => (truth === undefined ? undefined : !truth)
