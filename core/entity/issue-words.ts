import type { SchemaIssue } from './standard-schema.ts'

const maxIssues = 10
const maxWords = 200

/** What these libraries say besides the message, which quotes the value: what was wanted, from the schema alone. */
const kindFields: ReadonlyMap<string, string> = new Map([
  ['valibot', 'type'],
  ['zod', 'code'],
  ['arktype', 'code'],
])

const textAt = (issue: object, field: string): string | undefined => {
  const value = (issue as Readonly<Record<string, unknown>>)[field]
  return typeof value === 'string' ? value.slice(0, maxWords) : undefined
}

const wanted = (issue: SchemaIssue, vendor: string): string => {
  const kindField = kindFields.get(vendor)
  if (kindField === undefined) return 'is not as the schema wants it'
  const kind = textAt(issue, kindField)
  const expected = textAt(issue, 'expected')
  if (expected === undefined) return kind === undefined ? 'is not as the schema wants it' : `fails ${kind}`
  return kind === undefined || kind === expected ? `expected ${expected}` : `expected ${expected} (${kind})`
}

const stepOf = (step: PropertyKey | { readonly key: PropertyKey }): string =>
  String(typeof step === 'object' ? step.key : step).slice(0, maxWords)

const wordsOf = (issue: SchemaIssue, vendor: string): string => {
  const path = (issue.path ?? []).map(stepOf).join('.')
  return path === '' ? wanted(issue, vendor) : `${path}: ${wanted(issue, vendor)}`
}

/**
 * The issues of a schema, as paths and what was wanted there. Their messages are left out: most libraries quote the
 * value in them (`received "secret"`), and values of items belong in no log and no reason.
 */
export const issueWords = (issues: readonly SchemaIssue[], vendor: string): readonly string[] => {
  const words = issues.slice(0, maxIssues).map(issue => wordsOf(issue, vendor))
  return issues.length <= maxIssues ? words : [...words, `and ${issues.length - maxIssues} more`]
}
