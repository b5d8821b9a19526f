import type { EntityMatch } from '../entity/entity.ts'
import type { WhereCondition, Expression } from '../filter/expression.ts'

/**
 * A text that an attribute must hold, in the old or in the new image, for a filter to want a record at all: what
 * the index hangs the filter on.
 */
export interface RequiredText {
  readonly path: string
  readonly value: string
}

/** Alternatives: one of them must hold. */
export type RequiredTexts = readonly RequiredText[]

const ofMatch = (path: string, wanted: EntityMatch[string]): readonly RequiredTexts[] => {
  // An entity means the attribute of that very name, which the index would read as a path.
  if (/[.[]/.test(path)) return []
  if (typeof wanted === 'string') return [[{ path, value: wanted }]]
  return 'prefix' in wanted ? [] : [wanted.map(value => ({ path, value }))]
}

const ofCondition = (path: string, condition: WhereCondition): readonly RequiredTexts[] => {
  if (typeof condition === 'string') return [[{ path, value: condition }]]
  if (typeof condition !== 'object' || condition === null || !('oneOf' in condition)) return []
  const texts = condition.oneOf.filter(value => typeof value === 'string')
  return texts.length === condition.oneOf.length ? [texts.map(value => ({ path, value }))] : []
}

/** How many filters hang on the same text, so that the rarest can be chosen. */
export type Popularity = (text: RequiredText) => number

const crowd = (texts: RequiredTexts, popularity: Popularity): number =>
  texts.reduce((sum, text) => sum + popularity(text), 0)

/** The choice that the fewest filters hang on; `undefined` where there is none. */
export const rarest = (
  choices: readonly RequiredTexts[],
  popularity: Popularity,
): RequiredTexts | undefined =>
  choices.reduce<RequiredTexts | undefined>(
    (best, next) => (best === undefined || crowd(next, popularity) < crowd(best, popularity) ? next : best),
    undefined,
  )

/**
 * What has to hold for an expression to hold: of each list one text. Of an `all` that is what its parts need, of an
 * `any` one list, with the most selective need of each branch. Where nothing has to hold there is no list, and the
 * filter is asked about every record.
 */
export const choicesOf = (expr: Expression, popularity: Popularity): readonly RequiredTexts[] => {
  switch (expr.op) {
    case 'entity':
      return Object.entries(expr.entity.match).flatMap(([path, wanted]) => ofMatch(path, wanted))
    case 'where':
      return ofCondition(expr.path, expr.condition)
    case 'all':
      return expr.of.flatMap(part => choicesOf(part, popularity))
    case 'any': {
      const branches = expr.of.map(part => rarest(choicesOf(part, popularity), popularity))
      return branches.every(texts => texts !== undefined) ? [branches.flat()] : []
    }
    default:
      return []
  }
}

/** Every text that an expression names in a way that could be hung on. */
export const requiredTextsOf = (expr: Expression): readonly RequiredText[] =>
  expr.op === 'all' || expr.op === 'any' ? expr.of.flatMap(requiredTextsOf) : choicesOf(expr, () => 1).flat()
