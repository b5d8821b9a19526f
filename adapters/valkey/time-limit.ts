/** What a timer of the platform holds, 24 days; a longer one would end at once, or not begin. */
const longestMs = 2 ** 31 - 1

/** Aborts after this time in milliseconds, or the longest that there is. */
export const timeLimit = (ms: number): AbortSignal => AbortSignal.timeout(Math.min(ms, longestMs))
