import { parsePattern } from './parse-pattern.ts'
import type { Operator, Pattern } from './pattern.ts'

/** Which operators a mapping takes without a word: those of Lambda's guide, or all that EventBridge has. */
export type LambdaFilters = 'documented' | 'eventbridge'

/** A filter as a mapping admits it. */
export interface AdmittedFilter {
  readonly pattern: Pattern
  /** What to tell whoever wrote the filter. */
  readonly warnings: readonly string[]
}

/**
 * The operators that Lambda's guide lists for its filters.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
const documented: ReadonlySet<Operator> = new Set<Operator>([
  'equals',
  'equals-ignore-case',
  'exists',
  'prefix',
  'suffix',
  'numeric',
  'anything-but',
  '$or',
])

/**
 * Reads the pattern of a mapping's filter. What Lambda does with operators that its guide does not list is recorded
 * nowhere, so they are taken with a warning that names them.
 *
 * @throws PipelineError `filter.pattern-invalid`
 */
export const admitFilter = (
  text: string,
  { lambdaFilters }: { readonly lambdaFilters: LambdaFilters },
): AdmittedFilter => {
  const pattern = parsePattern(text)
  const others = [...pattern.operators].filter(operator => !documented.has(operator))
  if (lambdaFilters === 'eventbridge' || others.length === 0) return { pattern, warnings: [] }
  return {
    pattern,
    warnings: [
      `${others.join(', ')}: works on EventBridge; Lambda's guide does not list it for filters, so AWS may refuse it.`,
    ],
  }
}
