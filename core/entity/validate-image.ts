import type { PlainItem } from '../attributes/unmarshal.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { Entity } from './entity.ts'
import type { SchemaIssue, SchemaResult } from './standard-schema.ts'

const wordsOf = (issue: SchemaIssue): string => {
  const path = (issue.path ?? []).map(step => String(typeof step === 'object' ? step.key : step)).join('.')
  return path === '' ? issue.message : `${path}: ${issue.message}`
}

const valueOf = (entity: Entity, result: SchemaResult<unknown>): unknown => {
  if (result.issues === undefined) return result.value
  throw raise('record.image-invalid', { entity: entity.name, issues: result.issues.map(wordsOf) })
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
