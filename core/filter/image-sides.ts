import { looksPacked } from '../blob/envelope.ts'
import { attributeAt } from '../diff/attribute-at.ts'
import { ownAttribute } from '../diff/same-attribute.ts'
import { attributeMatches } from '../entity/define-entity.ts'
import type { Entity } from '../entity/entity.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Truth } from './truth.ts'

/** Before the write, or after it. */
export type Side = 'old' | 'new'

/** The image of a side, or `undefined` where there is none or the stream does not carry it. */
const imageOn = (view: RecordView, side: Side): Image | undefined =>
  side === 'new' ? view.newImage : view.oldImage

const arrivedOn = ({ arrivedNew, arrivedOld }: RecordView, side: Side): Image | undefined =>
  side === 'new' ? arrivedNew : arrivedOld

/** True where the record carries the image of a side. */
const hasImage = (view: RecordView, side: Side): boolean => arrivedOn(view, side) !== undefined

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
export const valueAt = (view: RecordView, side: Side, path: string): AttributeValue | undefined =>
  path.includes('.') || path.includes('[')
    ? attributeAt(imageOn(view, side), path)
    : attributeOn(view, side, path)

/** False where the item did not exist on that side: before an INSERT, after a REMOVE. */
export const existsOn = (view: RecordView, side: Side): boolean =>
  view.kind !== (side === 'new' ? 'REMOVE' : 'INSERT')

const lacks = (view: RecordView, side: Side): boolean => existsOn(view, side) && !hasImage(view, side)

/** True where the item existed on a side whose image the record does not carry. */
export const lacksImage = (view: RecordView): boolean => lacks(view, 'new') || lacks(view, 'old')

/** Sides on which the item existed and whose image the record does not carry. */
export const absentSides = (view: RecordView): readonly Side[] =>
  (['old', 'new'] as const).filter(side => lacks(view, side))

/** True where it is known what the side has at the path: its image is there, or the path is one of the key. */
export const isTold = (view: RecordView, side: Side, path: string): boolean =>
  hasImage(view, side) || attributeAt(view.keys, path) !== undefined

/** What the side has at a path that is told. */
export const toldAt = (view: RecordView, side: Side, path: string): AttributeValue | undefined =>
  hasImage(view, side) ? valueAt(view, side, path) : attributeAt(view.keys, path)

/** A key attribute that does not match rules the entity out; only where all of them are in the key it is certain. */
const toldByKeys = ({ match }: Entity, keys: Image): Truth => {
  let truth: Truth = true
  for (const name in match) {
    const wanted = match[name]
    if (wanted === undefined) continue
    if (!Object.hasOwn(keys, name)) truth = undefined
    else if (!attributeMatches(keys[name], wanted)) return false
  }
  return truth
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
  return existsOn(view, side) ? toldByKeys(entity, view.keys) : false
}
