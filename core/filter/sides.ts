import { looksPacked } from '../blob/envelope.ts'
import { attributeAt } from '../diff/attribute-at.ts'
import { ownAttribute } from '../diff/same-attribute.ts'
import { attributeMatches, entityMatches } from '../entity/define-entity.ts'
import type { Entity } from '../entity/entity.ts'
import type { AttributeValue, Image } from '../record/attribute-value.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind } from '../record/stream-record.ts'
import type { Truth } from './truth.ts'

/** Before the write, or after it. */
export type Side = 'old' | 'new'

/** The image of a side, or `undefined` where there is none or the stream does not carry it. */
const imageOn = (view: RecordView, side: Side): Image | undefined =>
  side === 'new' ? view.newImage : view.oldImage

const arrivedOn = ({ arrivedNew, arrivedOld }: RecordView, side: Side): Image | undefined =>
  side === 'new' ? arrivedNew : arrivedOld

/** True where the record carries the image of a side. */
export const hasImage = (view: RecordView, side: Side): boolean => arrivedOn(view, side) !== undefined

/**
 * The attribute of that name on a side. Only the one that is asked for is looked at: to ask every attribute of a
 * fresh image whether it is packed costs more than all filters together.
 */
const attributeOn = (view: RecordView, side: Side, name: string): AttributeValue | undefined => {
  const image = arrivedOn(view, side)
  const value = image && ownAttribute(image, name)
  return looksPacked(value) ? imageOn(view, side)?.[name] : value
}

/** What a side's image has at a dotted path: see `attributeAt`. */
export const valueAt = (view: RecordView, side: Side, path: string): AttributeValue | undefined => {
  const whole = attributeOn(view, side, path)
  return whole === undefined && path.includes('.') ? attributeAt(imageOn(view, side), path) : whole
}

/** False where the item did not exist on that side: before an INSERT, after a REMOVE. */
export const existsOn = (view: RecordView, side: Side): boolean =>
  view.kind !== (side === 'new' ? 'REMOVE' : 'INSERT')

const toldByKeys = (entity: Entity, keys: Image): boolean => {
  for (const attribute in entity.match) if (!Object.hasOwn(keys, attribute)) return false
  return true
}

const isMatchedOn = (view: RecordView, side: Side, image: Image, { match }: Entity): boolean => {
  for (const name in match) {
    const wanted = match[name]
    // What an object inherits is no attribute of text, so there is no need to ask whose it is.
    const value = image[name]
    const plain = looksPacked(value) ? imageOn(view, side)?.[name] : value
    if (wanted !== undefined && !attributeMatches(plain, wanted)) return false
  }
  return true
}

/** Whether the item was of the entity on that side; where the stream carries no image, the key may tell. */
export const isOfEntity = (view: RecordView, side: Side, entity: Entity): Truth => {
  const image = arrivedOn(view, side)
  if (image !== undefined) return isMatchedOn(view, side, image, entity)
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
  if (isNew === true && view.kind !== 'MODIFY') return view.kind
  const isOld = isOfEntity(view, 'old', entity)
  if (view.kind !== 'MODIFY') return isOld === true ? view.kind : undefined
  if (isNew === true) return isOld === false ? 'INSERT' : 'MODIFY'
  if (isOld === true) return isNew === false ? 'REMOVE' : 'MODIFY'
  return undefined
}
