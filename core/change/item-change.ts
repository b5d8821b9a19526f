import type { Image } from '../attributes/attribute-value.ts'
import { decideState } from '../filter/decide.ts'
import type { Expression } from '../filter/expression.ts'
import { viewOf } from '../record/view-of.ts'
import type { AnyChange } from './change.ts'
import { changeOf } from './change-of.ts'

/**
 * An item as it is now, as the change that it would be if it were new; `undefined` where the filter does not select it.
 *
 * @throws what the filter and the schema throw
 */
export type ItemChange = (keys: Image, item: Image, awsRegion?: string) => Promise<AnyChange | undefined>

/** Makes changes of single items for a filter, by asking the pipeline's own functions. */
export const itemChanges = (expr: Expression): ItemChange => {
  const decide = decideState(expr)
  return async (keys, item, awsRegion) => {
    const view = viewOf({
      eventName: 'INSERT',
      ...(awsRegion !== undefined && { awsRegion }),
      dynamodb: {
        Keys: keys,
        NewImage: item,
        SequenceNumber: '0',
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    })
    const hit = decide(view)
    return hit === undefined ? undefined : changeOf(view, hit.kind, hit.entity)
  }
}
