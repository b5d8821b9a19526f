import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import { below } from './below.ts'

/**
 * The JSON of a field's name. Half of a character (a surrogate without its other half) has no UTF-8; a sink that takes
 * it as a name writes something else, or cannot write its own state any more.
 *
 * @throws PipelineError `record.text-malformed`
 * @see https://github.com/opensearch-project/OpenSearch/issues/8541
 */
export const nameJson = (name: string, path: string): string => {
  if (name.isWellFormed()) return JSON.stringify(name)
  const what = `The name of the field ${below(path, name.toWellFormed())}`
  throw raise(recordFaults, 'record.text-malformed', { what })
}

/**
 * The JSON of a text that is a value of a document. Half of a character becomes U+FFFD, which every UTF-8 encoder makes
 * of it: a preview that was cut inside an emoji is no reason to lose its record, and as an escape it would be stored
 * and then break the searches that read it.
 */
export const textJson = (text: string): string => JSON.stringify(text.toWellFormed())
