import type { Alternative, Demand, Demands, Matcher } from './push-down.ts'
import { alternativesOf } from './push-down.ts'
import type { FilterCriteria, Registry } from './registry.ts'

/** Lambda's own limits. @see https://docs.aws.amazon.com/lambda/latest/api/API_Filter.html */
const maxPatterns = 5
const maxPatternLength = 4096

const imagePattern = (demands: Demands): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(demands).map(([name, { type, matchers }]) => [name, { [type]: matchers }]),
  )

const isEmpty = (demands: Demands): boolean => Object.keys(demands).length === 0

const patternOf = ({ kinds, newImage, oldImage }: Alternative): Record<string, unknown> => ({
  ...(kinds.length < 3 && { eventName: kinds }),
  ...((!isEmpty(newImage) || !isEmpty(oldImage)) && {
    dynamodb: {
      ...(!isEmpty(newImage) && { NewImage: imagePattern(newImage) }),
      ...(!isEmpty(oldImage) && { OldImage: imagePattern(oldImage) }),
    },
  }),
})

/**
 * Where a stream does not carry both images, a demand on one would keep out what a filter wants, so all of it comes
 * in and the function decides. Test tools leave the view type out.
 */
const fewerImages = {
  dynamodb: { StreamViewType: [{ 'anything-but': ['NEW_AND_OLD_IMAGES'] }, { exists: false }] },
}

const text = (value: unknown): string => JSON.stringify(value)

const union = (a: readonly Matcher[], b: readonly Matcher[]): readonly Matcher[] => [
  ...a,
  ...b.filter(matcher => !a.some(known => text(known) === text(matcher))),
]

const mergedDemand = (a: Demand | undefined, b: Demand | undefined): Demand | undefined =>
  a === undefined || b === undefined || a.type !== b.type
    ? undefined
    : { type: a.type, matchers: union(a.matchers, b.matchers) }

/** The only name whose demand differs, when the names are the same; `''` when none does. */
const onlyDifference = (a: Demands, b: Demands): string | undefined => {
  const names = Object.keys(a)
  if (names.length !== Object.keys(b).length || names.some(name => !(name in b))) return undefined
  const different = names.filter(name => text(a[name]) !== text(b[name]))
  return different.length > 1 ? undefined : (different[0] ?? '')
}

const mergedImages = (a: Demands, b: Demands): Demands | undefined => {
  const name = onlyDifference(a, b)
  if (name === undefined || name === '') return name === undefined ? undefined : a
  const demand = mergedDemand(a[name], b[name])
  return demand && { ...a, [name]: demand }
}

/** One alternative for two that differ in a single array, which in a pattern is an or. */
const merged = (a: Alternative, b: Alternative): Alternative | undefined => {
  const differences = [
    text(a.kinds) !== text(b.kinds),
    text(a.newImage) !== text(b.newImage),
    text(a.oldImage) !== text(b.oldImage),
  ]
  if (differences.filter(Boolean).length > 1) return undefined
  if (differences[0] === true) return { ...a, kinds: [...new Set([...a.kinds, ...b.kinds])] }
  const newImage = mergedImages(a.newImage, b.newImage)
  const oldImage = mergedImages(a.oldImage, b.oldImage)
  return newImage && oldImage && { ...a, newImage, oldImage }
}

const condensed = (alternatives: readonly Alternative[]): readonly Alternative[] => {
  const kept: Alternative[] = []
  for (const next of alternatives) {
    const position = kept.findIndex(known => merged(known, next) !== undefined)
    const known = kept[position]
    const together = known && merged(known, next)
    if (together === undefined) kept.push(next)
    else kept[position] = together
  }
  // A merge can make two alternatives alike that were not before.
  return kept.length < alternatives.length ? condensed(kept) : kept
}

const fit = (texts: readonly string[]): boolean =>
  texts.length <= maxPatterns && texts.every(({ length }) => length <= maxPatternLength)

/** Fills up to five patterns, each an `$or` of what fits; `undefined` when it does not fit at all. */
const packed = (patterns: readonly Record<string, unknown>[]): readonly string[] | undefined => {
  const single = patterns.map(text)
  if (fit(single)) return single
  const bins: Record<string, unknown>[][] = []
  for (const pattern of patterns) {
    const bin = bins.find(filled => text({ $or: [...filled, pattern] }).length <= maxPatternLength)
    if (bin === undefined) bins.push([pattern])
    else bin.push(pattern)
  }
  const filled = bins.map(bin => text(bin.length === 1 ? bin[0] : { $or: bin }))
  return fit(filled) ? filled : undefined
}

/**
 * The FilterCriteria of a function with the processors of a registry: at most 5 patterns of at most 4,096 characters.
 * They never keep out a record that one of the processors wants or may want; they may let through one that none does,
 * as they do with everything of a stream that does not carry both images. `undefined` when they would keep nothing
 * out, or cannot be said in five patterns. No function needs it, so it is no part of a registry and of its bundle.
 *
 * @example
 * ```ts
 * filterCriteria(pipeline(process.env))?.Filters // into the FilterCriteria of the event source mapping
 * ```
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 */
export const filterCriteria = ({ processors }: Pick<Registry, 'processors'>): FilterCriteria | undefined => {
  const patterns = condensed(processors.flatMap(alternativesOf)).map(patternOf)
  if (patterns.length === 0 || patterns.some(pattern => Object.keys(pattern).length === 0)) return undefined
  const asksImages = patterns.some(pattern => 'dynamodb' in pattern)
  const filled = packed(asksImages ? [...patterns, fewerImages] : patterns)
  return filled && { Filters: filled.map(Pattern => ({ Pattern })) }
}
