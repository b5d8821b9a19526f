/** True, false, or not to be told from what the record carries (`undefined`). */
export type Truth = boolean | undefined

/** What is unknown stays unknown. */
export const negated = (truth: Truth): Truth => (truth === undefined ? undefined : !truth)

/** False beats unknown beats true. */
export const both = (a: Truth, b: Truth): Truth => {
  if (a === false || b === false) return false
  return a === undefined || b === undefined ? undefined : true
}
