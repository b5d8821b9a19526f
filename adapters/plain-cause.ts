import { asError } from '../core/errors/thrown.ts'

const mostCauses = 5

/**
 * An error as it may be kept and logged: name, code, words, stack and causes. Clients hang requests, replies and
 * credentials on their errors, and quote in their words what was sent; `plain` says what stays of those.
 */
export const plainCause = (thrown: unknown, plain: (words: string) => string, causes = mostCauses): Error => {
  const error = asError(thrown)
  const hasCause = error.cause !== undefined && causes > 0
  const kept = new Error(
    plain(error.message),
    hasCause ? { cause: plainCause(error.cause, plain, causes - 1) } : {},
  )
  kept.name = error.name
  // The first lines of a stack are the words.
  const frames = (error.stack ?? '').split('\n').filter(line => /^\s+at /.test(line))
  kept.stack = [`${kept.name}: ${kept.message}`, ...frames].join('\n')
  const { code } = error as { readonly code?: unknown }
  return typeof code === 'string' ? Object.assign(kept, { code }) : kept
}
