import type { Entity } from '../entity/entity.ts'
import { reasonOf } from '../errors/thrown.ts'
import type { Decide, Hit } from '../filter/decide.ts'
import type { LeafExpression, Subject as AnySubject } from '../filter/evaluate.ts'
import { decideFor } from '../filter/decide.ts'
import { entitiesOf, evaluate } from '../filter/evaluate.ts'
import type { Expression } from '../filter/expression.ts'
import { kindsBy } from '../filter/decision.ts'
import { isOfEntity, isTold, toldAt } from '../filter/image-sides.ts'
import type { Processor } from '../processor/processor.ts'
import type { RecordView } from '../record/record-view.ts'
import type { Kind, StreamRecord } from '../record/stream-record.ts'
import { viewOf } from '../record/view-of.ts'
import { missingFor } from './missing-images.ts'
import type { Explanation, Registry } from './registry.ts'

/** A change, never the item as it was on a side. */
type Subject = AnySubject & { readonly kind: Kind }

const json = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part))

const found = ({ view, side }: Subject, path: string): string => {
  if (!isTold(view, side, path)) return `${path} is not carried`
  const value = toldAt(view, side, path)
  return value === undefined ? `${path} is missing` : `${path} is ${json(value)}`
}

/** A leaf in words, with what was found instead. */
const wordsFor = (leaf: LeafExpression, subject: Subject, negative: boolean): string => {
  const not = negative ? 'not ' : ''
  switch (leaf.op) {
    case 'always':
      return 'always'
    case 'entity':
      return `item is not of ${leaf.entity.name}: wanted ${json(leaf.entity.match)}`
    case 'kind':
      return `${subject.kind} is ${negative ? '' : 'not '}one of ${leaf.kinds.join(', ')}`
    case 'changed':
      return `none of ${leaf.paths.join(', ')} changed in this ${subject.kind}`
    case 'became':
      return `${found(subject, leaf.path)}, wanted it to ${not}become ${json(leaf.value)}`
    case 'where':
      return `${found(subject, leaf.path)}, wanted ${not}${json(leaf.condition)}`
    case 'origin':
      return `origin is ${subject.view.origin ?? 'not to be told'}, wanted ${not}${leaf.origins.join(', ')}`
    case 'matching':
      return `the predicate ${leaf.label} said ${negative ? 'yes' : 'no'}`
  }
}

/** Why an expression does not hold. */
interface Failure {
  readonly words: string
  readonly isOfEntity: boolean
}

/** Of `everything()` negated, and of an `anyOf` of nothing. */
const wantsNothing: Failure = Object.freeze({
  words: 'this part of the filter wants nothing',
  isOfEntity: false,
})

/** True for what asks for another entity than the subject's, so that nothing beside it in an `all` is about the item. */
const isOfAnother = (expr: Expression, subject: Subject): boolean =>
  expr.op === 'entity'
    ? expr.entity !== subject.entity
    : expr.op === 'all' && expr.of.some(part => isOfAnother(part, subject))

const failuresOf = (expr: Expression, subject: Subject, negative: boolean): readonly Failure[] => {
  const truth = evaluate(expr, subject, negative)
  if (negative ? truth !== true : truth !== false) return []
  if (expr.op === 'not') return failuresOf(expr.of, subject, !negative)
  if (expr.op === 'all' || expr.op === 'any') {
    if (expr.of.length === 0) return [wantsNothing]
    const others = expr.op === 'all' && !negative ? expr.of.filter(part => isOfAnother(part, subject)) : []
    return (others.length > 0 ? others : expr.of).flatMap(part => failuresOf(part, subject, negative))
  }
  return [{ words: wordsFor(expr, subject, negative), isOfEntity: expr.op === 'entity' }]
}

/** What failed for the item as the entity that it is; that it is not another one is told where nothing else is. */
const failedFor = (expr: Expression, subject: Subject): readonly string[] => {
  const failures = failuresOf(expr, subject, false)
  const own = subject.entity === undefined ? [] : failures.filter(({ isOfEntity }) => !isOfEntity)
  return (own.length > 0 ? own : failures).map(({ words }) => words)
}

/** What happened to the entity, or may have. */
const kindsFor = (view: RecordView, entity: Entity | undefined): readonly Kind[] =>
  entity === undefined
    ? [view.kind]
    : kindsBy(isOfEntity(view, 'old', entity), isOfEntity(view, 'new', entity)).filter(
        kind => kind !== undefined,
      )

/** The entity that the record is about, so that its failed leaves are told and not those of its neighbours. */
const subjectsOf = (expr: Expression, view: RecordView): readonly Subject[] => {
  const subjects = entitiesOf(expr).flatMap((entity): readonly Subject[] =>
    kindsFor(view, entity).map(kind => ({ view, side: kind === 'REMOVE' ? 'old' : 'new', kind, entity })),
  )
  const side = view.kind === 'REMOVE' ? 'old' : 'new'
  return subjects.length > 0 ? subjects : [{ view, side, kind: view.kind, entity: undefined }]
}

const hitOrReason = (decide: Decide, view: RecordView): Hit | string | undefined => {
  try {
    return decide(view)
  } catch (error) {
    return `the filter threw: ${reasonOf(error)}`
  }
}

const explainFor = (processor: Processor, decide: Decide, view: RecordView): Explanation => {
  const { name, filter } = processor
  const hit = hitOrReason(decide, view)
  if (typeof hit === 'string') return { processor: name, matched: false, failed: [hit] }
  if (hit !== undefined) {
    const { kind } = hit
    const missing = missingFor(processor, hit, view)
    if (missing === undefined) return { processor: name, matched: true, kind, failed: [] }
    return { processor: name, matched: false, kind, isUnclear: true, failed: [missing.message] }
  }
  const failed = subjectsOf(filter.expr, view).flatMap(subject => failedFor(filter.expr, subject))
  return { processor: name, matched: false, failed: [...new Set(failed)] }
}

/**
 * Says for each processor of a registry whether it wants a record, and if not, which leaves of its filter failed. No
 * function needs it, so it is no part of a registry and of its bundle.
 *
 * @example
 * ```ts
 * explainRecord(pipeline({}), record) // [{ processor: 'products', matched: false, failed: ['none of title changed …'] }]
 * ```
 * @throws PipelineError `record.*` for a record that cannot be read
 */
export const explainRecord = (
  { processors }: Pick<Registry, 'processors'>,
  record: StreamRecord,
): readonly Explanation[] => processors.map(each => explainFor(each, decideFor(each), viewOf(record)))
