import { isError } from '../errors/thrown.ts'
import type { Done } from '../processor/processor.ts'

/** What came back says that it failed only where it is an error; whatever else was returned, nothing was thrown. */
export const doneOf = (returned: unknown): Done => {
  if (isError(returned)) throw returned
  return returned === 'unchanged' ? returned : 'applied'
}
