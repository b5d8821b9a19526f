import type { AnyChange } from './change.ts'

/**
 * A MODIFY as seen from the image that it replaced: what a function of one image needs to say where the item's old
 * image had led to.
 */
export const removalOf = (change: Extract<AnyChange, { readonly kind: 'MODIFY' }>): AnyChange => ({
  kind: 'REMOVE',
  entity: change.entity,
  key: change.key,
  keys: change.keys,
  sequenceNumber: change.sequenceNumber,
  streamArn: change.streamArn,
  at: change.at,
  origin: change.origin,
  newImage: change.newImage,
  oldImage: change.oldImage,
  record: change.record,
  // Typed `any` because images of all entities meet here.
  before: change.before as unknown,
  expired: false,
})
