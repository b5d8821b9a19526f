import { attributeAt } from '../../core/diff/attribute-at.ts'
import { sameAttribute } from '../../core/diff/same-attribute.ts'
import type { Image } from '../../core/attributes/attribute-value.ts'
import { timeSpanOf } from './time-span.ts'

/**
 * Whose a dependent is while a parent lives: `old` is proven to be none of the living one's; `living` may well be, and
 * `another` names a generation whose own removal takes it, so both stay; of `unknown` nothing tells.
 */
export type Generation = 'old' | 'living' | 'another' | 'unknown'

/** How generations are told, and where. */
export interface GenerationRule {
  readonly by: 'time' | 'id'
  /** Path of what tells it, in the parent. */
  readonly parent: string
  /** The same in its dependents. */
  readonly dependents: string
  /** How far the clocks of two writers may be apart. */
  readonly clockToleranceMs: number
}

/** What a dependent's creation says beside the living parent's own. */
const byTime = (rule: GenerationRule, parent: Image, item: Image, nowMs: number): Generation => {
  const begin = timeSpanOf(attributeAt(parent, rule.parent), nowMs)
  const created = timeSpanOf(attributeAt(item, rule.dependents), nowMs)
  if (begin === undefined || created === undefined) return 'unknown'
  if (created.to + rule.clockToleranceMs <= begin.from) return 'old'
  // Two moments in one unit of their clock are not told apart, unless the unit is as short as a write.
  const isFine = begin.to - begin.from <= 1 && created.to - created.from <= 1
  return created.from >= (isFine ? begin.from : begin.to) ? 'living' : 'unknown'
}

/**
 * Only the removed one's id proves anything: that a dependent's is not the living one's does not, because the item may
 * have been created anew once more since it was looked at.
 */
const byId = (rule: GenerationRule, parent: Image, removed: Image | undefined, item: Image): Generation => {
  const own = attributeAt(item, rule.dependents)
  if (own === undefined) return 'unknown'
  const living = attributeAt(parent, rule.parent)
  if (living !== undefined && sameAttribute(own, living)) return 'living'
  const gone = attributeAt(removed, rule.parent)
  if (gone === undefined) return 'unknown'
  return sameAttribute(own, gone) ? 'old' : 'another'
}

/**
 * Whose a dependent is.
 *
 * @param parent - the parent that lives now
 * @param removed - the parent that was removed, where the stream carries it
 */
export const generationOf = (
  rule: GenerationRule,
  parent: Image,
  removed: Image | undefined,
  item: Image,
  nowMs: number,
): Generation => (rule.by === 'time' ? byTime(rule, parent, item, nowMs) : byId(rule, parent, removed, item))

/** True for a dependent that names a generation other than the removed one: that one's own removal takes it. */
export const isAnothers = (rule: GenerationRule, removed: Image | undefined, item: Image): boolean => {
  if (rule.by === 'time') return false
  const own = attributeAt(item, rule.dependents)
  const gone = attributeAt(removed, rule.parent)
  return own !== undefined && gone !== undefined && !sameAttribute(own, gone)
}
