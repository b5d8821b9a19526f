import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { wordsOf } from '../../core/errors/describe-error.ts'

/**
 * What is told of an error. Only declared ones are told in their own words: a function or a store of the project's own
 * may put a value of an item into them.
 */
export const saidOf = (error: unknown): string => {
  if (isPipelineError(error)) return error.message
  const { name, code } = wordsOf(error)
  return code === undefined ? `it throws ${name}` : `it throws ${name}, ${code}`
}
