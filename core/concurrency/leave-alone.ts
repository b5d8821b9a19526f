import * as types from 'node:util/types'

/**
 * True for a promise, which was given where something is wanted at once; it is waited for by nobody, and without this a
 * rejection of it would end the process.
 */
export const isLeftPromise = (found: unknown): found is Promise<unknown> => {
  if (!types.isPromise(found)) return false
  found.catch(() => undefined)
  return true
}
