import { canonicalJson } from '../../core/attributes/canonical-json.ts'
import type { AnyChange } from '../../core/change/change.ts'
import { changeOf } from '../../core/change/change-of.ts'
import { isPipelineError } from '../../core/errors/pipeline-error.ts'
import { decideState } from '../../core/filter/decide.ts'
import type { Expression } from '../../core/filter/expression.ts'
import type { Image } from '../../core/record/attribute-value.ts'
import { viewOf } from '../../core/record/view-of.ts'

/** An image that its schema refuses, and values that are gone. */
const parkedBy: readonly string[] = ['record.image-invalid', 'blob.missing', 'blob.damaged']

/** The documents that an item must have, by asking the pipeline's own functions as if the item were new. */
export const expectedDocuments = (
  expr: Expression,
  id: (change: AnyChange) => string,
  document: (change: AnyChange) => object | undefined,
): ((keys: Image, item: Image) => Promise<ReadonlyMap<string, string>>) => {
  const decide = decideState(expr)
  return async (keys, item) => {
    const view = viewOf({
      eventName: 'INSERT',
      dynamodb: { Keys: keys, NewImage: item, SequenceNumber: '0' },
    })
    try {
      const hit = decide(view)
      if (hit === undefined) return new Map()
      const change = await changeOf(view, hit.kind, hit.entity)
      const content = document(change)
      return content === undefined ? new Map() : new Map([[id(change), canonicalJson(content)]])
    } catch (error) {
      // What the pipeline parks has no document that could be expected.
      if (isPipelineError(error) && parkedBy.includes(error.code)) return new Map()
      throw error
    }
  }
}
