/** So long a process goes by the mark beside an index that it has read, in milliseconds. */
export const trustedMs = 60_000
