import { describeError } from './describe-error.ts'
import { isPipelineError } from './pipeline-error.ts'

/**
 * What a log line says of an error: its words without values, its code, what to do about it, where it was made and
 * what led to it.
 */
export const logDetail = (
  thrown: unknown,
): { readonly message: string; readonly code: string } & Readonly<Record<string, unknown>> => {
  const { name, code = name, message, stack, causes } = describeError(thrown)
  return {
    message,
    code,
    ...(isPipelineError(thrown) && { remedy: thrown.remedy }),
    ...(causes.length > 0 && { causes }),
    ...(stack !== undefined && { stack }),
  }
}
