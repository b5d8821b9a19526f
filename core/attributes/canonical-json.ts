import { jsonText } from './json-text.ts'

/**
 * JSON text that is the same for the same content: names sorted, sets as sorted arrays, everything else by the rule of
 * `jsonText`. For writing documents and for comparing them.
 *
 * @throws PipelineError `sink.value-unsupported`; `record.text-malformed` for a field's name
 */
export const canonicalJson = (value: unknown): string => jsonText(value, 'canonical')
