import type { PlainItem } from '../attributes/unmarshal.ts'
import { raise } from '../errors/pipeline-error.ts'
import { recordFaults } from '../errors/record-faults.ts'
import type { Entity } from './entity.ts'
import { issueWords } from './issue-words.ts'
import type { SchemaResult } from './standard-schema.ts'

const isThenable = (result: unknown): result is PromiseLike<SchemaResult<unknown>> =>
  typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function'

/** A schema written by hand may answer in a form of its own, which must not pass for an image. */
const valueOf = (
  entity: string,
  vendor: string,
  result: SchemaResult<unknown> | null | undefined,
): unknown => {
  if (result?.issues !== undefined)
    throw raise(recordFaults, 'record.image-invalid', { entity, issues: issueWords(result.issues, vendor) })
  if (result && 'value' in result) return result.value
  const issues = ['its schema gave neither a value nor issues']
  throw raise(recordFaults, 'record.image-invalid', { entity, issues })
}

/**
 * What the entity's schema makes of an item, or a promise of it when the schema is asynchronous; whose promises those
 * are does not matter.
 * @throws PipelineError `record.image-invalid` (also as a rejection)
 */
export const validateImage = ({ name, schema }: Entity, image: PlainItem): unknown => {
  if (schema === undefined) return image
  const standard = schema['~standard']
  const { vendor } = standard
  const result = standard.validate(image)
  return isThenable(result)
    ? Promise.resolve(result).then(settled => valueOf(name, vendor, settled))
    : valueOf(name, vendor, result)
}
