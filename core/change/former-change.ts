import type { Image } from '../attributes/attribute-value.ts'
import { isLeftPromise } from '../concurrency/leave-alone.ts'
import { attributeMatches } from '../entity/define-entity.ts'
import type { Entity } from '../entity/entity.ts'
import { decideState } from '../filter/decide.ts'
import { entitiesOf } from '../filter/evaluate.ts'
import type { Expression } from '../filter/expression.ts'
import { viewOf } from '../record/view-of.ts'
import type { AnyChange } from './change.ts'
import { changeOf } from './change-of.ts'
import { removalOf } from './removal-of.ts'

/**
 * The item as the filter held it before a change, as the REMOVE of it: what a function of one image needs to say where
 * the old image had led to. `undefined` where there is nothing before.
 */
export type FormerChange = (change: AnyChange) => AnyChange | undefined

const ofOneEntity: FormerChange = change => (change.kind === 'MODIFY' ? removalOf(change) : undefined)

const isOf = (image: Image, { match }: Entity): boolean => {
  for (const name in match) {
    const wanted = match[name]
    if (wanted !== undefined && !attributeMatches(image[name], wanted)) return false
  }
  return true
}

/** The old image alone, as the record of its removal; no origin keeps away what was there. */
const removalRecord = ({ record }: AnyChange, oldImage: Image): AnyChange['record'] => {
  const { NewImage: _, ...rest } = record.dynamodb ?? {}
  return { ...record, eventName: 'REMOVE', dynamodb: { ...rest, OldImage: oldImage } }
}

/**
 * Finds what an item was to a filter. One that names several entities, or none beside one, may have held the item as
 * another than it is now: its change is then an INSERT of what it became, or a MODIFY of the other one.
 *
 * @throws what the filter and the schema throw
 */
export const formerChanges = (expr: Expression): FormerChange => {
  const entities = entitiesOf(expr)
  if (entities.length < 2) return ofOneEntity
  const decide = decideState(expr)
  return change => {
    const { kind, entity, record, oldImage } = change
    if (record.eventName !== 'MODIFY' || oldImage === undefined) return ofOneEntity(change)
    const first = entities.find(each => each === undefined || isOf(oldImage, each))
    // Nearly every change: the item was what it is, and no branch before that one could have held it.
    if (kind === 'MODIFY' && (first?.name ?? '') === entity) return removalOf(change)
    const view = viewOf(removalRecord(change, oldImage))
    const hit = decide(view)
    if (hit === undefined || (hit.entity?.name ?? '') === entity) return ofOneEntity(change)
    const former = changeOf(view, 'REMOVE', hit.entity)
    if (!isLeftPromise(former)) return former
    // Functions of images wait for nothing, so they are shown the image as it is stored.
    return changeOf(view, 'REMOVE', hit.entity && { ...hit.entity, schema: undefined }) as AnyChange
  }
}
