import { smallestPackedBytes } from '../blob/envelope.ts'
import type { Entity } from '../entity/entity.ts'
import { entitiesOf } from '../filter/evaluate.ts'
import type { WhereCondition, Expression } from '../filter/expression.ts'
import type { Processor } from '../processor/processor.ts'
import type { Kind } from '../record/stream-record.ts'

/** One value of a pattern's array, in EventBridge's language; only operators that Lambda documents. */
export type Matcher =
  | string
  | boolean
  | { readonly prefix: string }
  | { readonly 'anything-but': readonly string[] }
  | { readonly exists: false }

/** What one attribute of an image must be: its type's key, and alternatives for the value. */
export interface Demand {
  readonly type: 'S' | 'BOOL' | 'NULL'
  readonly matchers: readonly Matcher[]
}

/** Attribute name to what it must be. */
export type Demands = Readonly<Record<string, Demand>>

/** Records of these kinds whose images meet these demands. */
export interface Alternative {
  readonly kinds: readonly Kind[]
  readonly newImage: Demands
  readonly oldImage: Demands
}

/** A conjunction: the kinds that are left, and what the image on the change's side must be. */
interface Term {
  readonly kinds: readonly Kind[]
  readonly demands: Demands
}

const everyKind: readonly Kind[] = ['INSERT', 'MODIFY', 'REMOVE']
const anything: Term = { kinds: everyKind, demands: {} }

/** More terms than this are not worth their characters: the expression is widened to anything. */
const maxTerms = 32

/**
 * A long text, or one with a prefix, may be packed into a binary attribute, where a pattern does not see it. Then there
 * is no text, which must not keep the record out. A shorter text is never packed.
 */
const mayBePacked = (matcher: Matcher): boolean => {
  if (typeof matcher === 'string') return Buffer.byteLength(matcher) >= smallestPackedBytes
  return typeof matcher === 'object' && 'prefix' in matcher
}

const textDemand = (matchers: readonly Matcher[]): Demand => ({
  type: 'S',
  matchers: matchers.some(mayBePacked) ? [...matchers, { exists: false }] : matchers,
})

/** Numbers are never pushed down: patterns compare their text, and nested numbers keep the writer's spelling. */
const demandFor = (condition: WhereCondition): Demand | undefined => {
  if (typeof condition === 'string') return textDemand([condition])
  if (typeof condition === 'boolean') return { type: 'BOOL', matchers: [condition] }
  if (condition === null) return { type: 'NULL', matchers: [true] }
  if (typeof condition !== 'object') return undefined
  if ('prefix' in condition)
    return condition.prefix === '' ? undefined : textDemand([{ prefix: condition.prefix }])
  if (!('oneOf' in condition)) return undefined
  const texts = condition.oneOf.filter(value => typeof value === 'string')
  return texts.length > 0 && texts.length === condition.oneOf.length ? textDemand(texts) : undefined
}

/** A path can mean an attribute of that name or a nested one, so only plain names are pushed down. */
const whereTerm = (path: string, condition: WhereCondition): Term => {
  const demand = /[.[]/.test(path) ? undefined : demandFor(condition)
  return demand === undefined ? anything : { kinds: everyKind, demands: { [path]: demand } }
}

const demandsOf = ({ match }: Entity): Demands =>
  Object.fromEntries(
    Object.entries(match).flatMap(([attribute, wanted]) => {
      const demand = demandFor(typeof wanted === 'string' || 'prefix' in wanted ? wanted : { oneOf: wanted })
      return demand === undefined ? [] : [[attribute, demand]]
    }),
  )

/** Two demands on one attribute: keeping the first only widens, and widening never drops a record. */
const both = (a: Term, b: Term): Term => ({
  kinds: a.kinds.filter(kind => b.kinds.includes(kind)),
  demands: { ...b.demands, ...a.demands },
})

const crossed = (left: readonly Term[], right: readonly Term[]): readonly Term[] => {
  const terms = left.flatMap(a => right.map(b => both(a, b))).filter(({ kinds }) => kinds.length > 0)
  return terms.length > maxTerms ? [anything] : terms
}

/** The expression as alternatives of conjunctions, widened wherever a pattern cannot say it. */
const termsOf = (expr: Expression, entity: Entity | undefined): readonly Term[] => {
  switch (expr.op) {
    case 'entity':
      return expr.entity === entity ? [{ kinds: everyKind, demands: demandsOf(expr.entity) }] : []
    case 'kind':
      return [{ kinds: everyKind.filter(kind => expr.kinds.includes(kind)), demands: {} }]
    case 'changed':
      return [{ kinds: ['MODIFY'], demands: {} }]
    case 'became':
      return [both({ kinds: ['INSERT', 'MODIFY'], demands: {} }, whereTerm(expr.path, expr.value))]
    case 'where':
      return [whereTerm(expr.path, expr.condition)]
    case 'all':
      return expr.of.map(part => termsOf(part, entity)).reduce(crossed, [anything])
    case 'any':
      return expr.of.flatMap(part => termsOf(part, entity))
    default:
      return [anything]
  }
}

/** What the other image must be when the item only now became, or ceased to be, of the entity. */
const otherThan = ({ match }: Entity): Demands => {
  const [first, ...more] = Object.entries(match)
  if (first === undefined || more.length > 0) return {}
  const [attribute, wanted] = first
  if (typeof wanted === 'object' && 'prefix' in wanted) return {}
  const texts = typeof wanted === 'string' ? [wanted] : wanted
  return { [attribute]: textDemand([{ 'anything-but': texts }, { exists: false }]) }
}

const eventAlternatives = ({ kinds, demands }: Term, entity: Entity | undefined): readonly Alternative[] => {
  const current = kinds.filter(kind => kind !== 'REMOVE')
  const found: Alternative[] = []
  if (current.length > 0) found.push({ kinds: current, newImage: demands, oldImage: {} })
  if (kinds.includes('REMOVE')) found.push({ kinds: ['REMOVE'], newImage: {}, oldImage: demands })
  if (entity === undefined) return found
  // To the entity these two are an INSERT and a REMOVE; in the stream they are a MODIFY.
  if (current.length === 1 && current[0] === 'INSERT') {
    found.push({ kinds: ['MODIFY'], newImage: demands, oldImage: otherThan(entity) })
  }
  if (kinds.includes('REMOVE'))
    found.push({ kinds: ['MODIFY'], newImage: otherThan(entity), oldImage: demands })
  return found
}

/** A sink that holds state wants whatever enters, stays or leaves, so kinds say nothing here. */
const stateAlternatives = ({ demands }: Term): readonly Alternative[] => [
  { kinds: everyKind, newImage: demands, oldImage: {} },
  { kinds: everyKind, newImage: {}, oldImage: demands },
]

/** Words about the event do not decide what a state sink holds, so they must not narrow its alternatives. */
const withoutEventWords = (expr: Expression): Expression => {
  if (expr.op === 'all' || expr.op === 'any') return { ...expr, of: expr.of.map(withoutEventWords) }
  return expr.op === 'kind' || expr.op === 'changed' || expr.op === 'became' ? { op: 'always' } : expr
}

/** Alternatives that together let through every record that the processor wants, and few others. */
export const alternativesOf = ({ filter, sink }: Processor): readonly Alternative[] => {
  const isState = sink === 'state'
  const expr = isState ? withoutEventWords(filter.expr) : filter.expr
  return entitiesOf(expr).flatMap(entity =>
    termsOf(expr, entity).flatMap(term =>
      isState ? stateAlternatives(term) : eventAlternatives(term, entity),
    ),
  )
}
