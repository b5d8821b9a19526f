import type { PlainItem } from '../attributes/unmarshal.ts'
import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import type { Entity } from './entity.ts'
import { issueWords } from './issue-words.ts'
import type { SchemaResult } from './standard-schema.ts'

const valueOf = (entity: Entity, result: SchemaResult<unknown>): unknown => {
  if (result.issues === undefined) return result.value
  const vendor = entity.schema?.['~standard'].vendor ?? ''
  throw raise(recordFaults, 'record.image-invalid', {
    entity: entity.name,
    issues: issueWords(result.issues, vendor),
  })
}

/**
 * What the entity's schema makes of an item, or a promise of it when the schema is asynchronous.
 * @throws PipelineError `record.image-invalid` (also as a rejection)
 */
export const validateImage = (entity: Entity, image: PlainItem): unknown => {
  const result = entity.schema?.['~standard'].validate(image)
  return result instanceof Promise
    ? result.then(settled => valueOf(entity, settled))
    : result === undefined
      ? image
      : valueOf(entity, result)
}
