import * as v from 'valibot'
import { entity } from '../../core/entity/define-entity.ts'

/** What a customer says of a product. It lies under the product: `PRODUCT#id` / `REVIEW#userId`. */
export const Review = entity('Review', {
  match: { type: 'REVIEW' },
  schema: v.object({
    productId: v.string(),
    userId: v.string(),
    stars: v.number(),
    text: v.optional(v.string()),
  }),
})
