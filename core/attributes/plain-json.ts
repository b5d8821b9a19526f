import { numberProblem } from './decimal.ts'
import { exactNumber } from './exact-number.ts'
import { jsonText } from './json-text.ts'

/** Not in TypeScript's library yet: text that `JSON.stringify` prints as it is. */
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown }

const withDigits = (_: string, value: unknown, context?: { readonly source?: string }): unknown => {
  const source = context?.source
  if (typeof value !== 'number' || source === undefined || String(value) === source) return value
  return numberProblem(source) === undefined ? exactNumber(source) : rawJSON(source)
}

/**
 * The value as `jsonText` says it: what whoever gets it can read, change and write by `JSON.stringify` without losing
 * a digit.
 *
 * @throws PipelineError `sink.value-unsupported`; `record.text-malformed` for a field's name
 */
export const plainJson = (value: unknown): unknown => JSON.parse(jsonText(value), withDigits)
