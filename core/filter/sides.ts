import { entityMatches } from '../entity/define-entity.ts'
import type { Entity } from '../entity/entity.ts'
import type { Image } from '../record/attribute-value.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind } from '../record/stream-record.ts'
import type { Truth } from './truth.ts'

/** Before the write, or after it. */
export type Side = 'old' | 'new'

/** The image of a side, or `undefined` where there is none or the stream does not carry it. */
export const imageOn = (view: RecordView, side: Side): Image | undefined =>
  side === 'new' ? view.newImage : view.oldImage

/** False where the item did not exist on that side: before an INSERT, after a REMOVE. */
export const existsOn = (view: RecordView, side: Side): boolean =>
  view.kind !== (side === 'new' ? 'REMOVE' : 'INSERT')

const toldByKeys = (entity: Entity, keys: Image): boolean => {
  for (const attribute in entity.match) if (!Object.hasOwn(keys, attribute)) return false
  return true
}

/** Whether the item was of the entity on that side; where the stream carries no image, the key may tell. */
export const isOfEntity = (view: RecordView, side: Side, entity: Entity): Truth => {
  const image = imageOn(view, side)
  if (image !== undefined) return entityMatches(entity, image)
  if (!existsOn(view, side)) return false
  return toldByKeys(entity, view.keys) ? entityMatches(entity, view.keys) : undefined
}

/**
 * What happened to the entity: it appeared, changed or disappeared. `undefined` where the record has nothing to do
 * with it, or nothing tells. A side that is not carried is taken to be as the other one.
 */
export const kindFor = (view: RecordView, entity: Entity | undefined): Kind | undefined => {
  if (entity === undefined) return view.kind
  const isNew = isOfEntity(view, 'new', entity)
  const isOld = isOfEntity(view, 'old', entity)
  if (view.kind !== 'MODIFY') return isNew === true || isOld === true ? view.kind : undefined
  if (isNew === true) return isOld === false ? 'INSERT' : 'MODIFY'
  if (isOld === true) return isNew === false ? 'REMOVE' : 'MODIFY'
  return undefined
}
