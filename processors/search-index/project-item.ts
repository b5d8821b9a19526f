import { itemChanges } from '../../core/change/item-change.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import type { Expression } from '../../core/filter/expression.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import type { Documented, Projection } from './document-for.ts'

/** An image that its schema refuses, and values that are gone. */
const parkedBy: readonly string[] = ['record.image-invalid', 'blob.missing', 'blob.damaged']

/**
 * The document that an item has to have as it is now, by asking the pipeline's own functions as if the item were new;
 * `undefined` where it is to have none.
 *
 * @throws what the filter, the schema and the user's functions throw
 */
export type ProjectItem = (
  keys: Image,
  item: Image | undefined,
  awsRegion?: string,
) => Promise<Documented | undefined>

/** The projection of single items for a filter. */
export const itemProjection = (expr: Expression, projection: Projection): ProjectItem => {
  const changeOfItem = itemChanges(expr)
  return async (keys, item, awsRegion) => {
    if (item === undefined) return undefined
    const change = await changeOfItem(keys, item, awsRegion)
    if (change === undefined) return undefined
    const content = projection.contentOf(change)
    return content === undefined ? undefined : { id: projection.idOf(change), content }
  }
}

/** The documents that an item must have, for `verify`. What the pipeline parks has none that could be expected. */
export const expectedDocuments =
  (project: ProjectItem): ((keys: Image, item: Image) => Promise<ReadonlyMap<string, string>>) =>
  async (keys, item) => {
    try {
      const found = await project(keys, item)
      return found === undefined ? new Map() : new Map([[found.id, found.content]])
    } catch (error) {
      if (isPipelineError(error) && parkedBy.includes(error.code)) return new Map()
      throw error
    }
  }
