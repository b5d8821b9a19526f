import type { PlainItem } from '../attributes/unmarshal.ts'
import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import type { Entity } from './entity.ts'
import { issueWords } from './issue-words.ts'
import type { SchemaResult } from './standard-schema.ts'

const valueOf = (entity: string, vendor: string, result: SchemaResult<unknown>): unknown => {
  if (result.issues === undefined) return result.value
  throw raise(recordFaults, 'record.image-invalid', { entity, issues: issueWords(result.issues, vendor) })
}

/**
 * What the entity's schema makes of an item, or a promise of it when the schema is asynchronous.
 * @throws PipelineError `record.image-invalid` (also as a rejection)
 */
export const validateImage = ({ name, schema }: Entity, image: PlainItem): unknown => {
  if (schema === undefined) return image
  const standard = schema['~standard']
  const result = standard.validate(image)
  return result instanceof Promise
    ? result.then(settled => valueOf(name, standard.vendor, settled))
    : valueOf(name, standard.vendor, result)
}
