import { filterFaults } from '../errors/filter-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import { frozenCopy } from '../frozen-copy.ts'
import type { Entity, EntityMatch } from './entity.ts'
import type { StandardSchema } from './standard-schema.ts'

/** What an item of an entity without a schema looks like: any attribute, of unknown type. */
export type UnknownItem = Readonly<Record<string, unknown>>

/** What {@link entity} takes besides the name. */
export interface EntityOptions<T, M extends EntityMatch = EntityMatch> {
  /** What tells its items from others: see {@link EntityMatch}. */
  readonly match: M
  /** Any Standard Schema (zod, valibot, arktype, your own); its output is the type of the images. */
  readonly schema?: StandardSchema<T>
}

const areTexts = (values: readonly unknown[]): boolean =>
  values.length > 0 && values.every(value => typeof value === 'string')

const isTold = (wanted: unknown): boolean => {
  if (typeof wanted !== 'object' || wanted === null) return areTexts([wanted])
  if (Array.isArray(wanted)) return areTexts(wanted)
  return Object.keys(wanted).join() === 'prefix' && areTexts(Object.values(wanted))
}

/** Why these tell no item from others; `undefined` where they do. */
const matchProblem = (match: Readonly<Record<string, unknown>>): string | undefined => {
  const all = Object.entries(match)
  if (all.length === 0) return 'match names no attribute, so every item would be of it'
  const odd = all.find(([, wanted]) => !isTold(wanted))
  return odd && `match wants of ${odd[0]} neither a text, nor some, nor a { prefix }`
}

/**
 * Names a kind of item: how it is told from others in the table, and what it looks like.
 *
 * @example
 * ```ts
 * const Product = entity('Product', { match: { type: 'PRODUCT' }, schema: ProductSchema })
 * const Order = entity('Order', { match: { PK: { prefix: 'USER#' }, SK: { prefix: 'ORDER#' } } })
 * ```
 * @throws PipelineError `filter.entity-invalid`
 */
export const entity = <N extends string, T = UnknownItem, const M extends EntityMatch = EntityMatch>(
  name: N,
  { match, schema }: EntityOptions<T, M>,
): Entity<N, T, M> => {
  if (name === '') throw raise(filterFaults, 'filter.entity-invalid', { name, problem: 'its name is empty' })
  const problem = matchProblem(match)
  if (problem !== undefined) throw raise(filterFaults, 'filter.entity-invalid', { name, problem })
  return Object.freeze({ name, match: frozenCopy(match), schema })
}

/** True when an attribute is as an entity wants it. */
export const attributeMatches = (value: AttributeValue | undefined, wanted: EntityMatch[string]): boolean => {
  if (value === undefined || !('S' in value)) return false
  if (typeof wanted === 'string') return value.S === wanted
  return 'prefix' in wanted ? value.S.startsWith(wanted.prefix) : wanted.includes(value.S)
}
