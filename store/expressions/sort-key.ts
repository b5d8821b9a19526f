import { ExactNumber } from '../../core/attributes/exact-number.ts'
import { raise } from '../../core/errors/pipeline-error.ts'
import type { ExpressionScope } from './expression-scope.ts'
import { storeFaults } from '../faults.ts'

/** What a key attribute can hold. */
export type KeyValue = string | number | bigint | Uint8Array | ExactNumber

/** A range of sort keys; open ends are left out. */
export interface SortKeyRange {
  /** Above this. */
  readonly gt?: KeyValue
  /** From this on. */
  readonly gte?: KeyValue
  /** Below this. */
  readonly lt?: KeyValue
  /** Up to this. */
  readonly lte?: KeyValue
}

/**
 * Which sort keys a query wants: one, those with a prefix, or a range. DynamoDB takes one condition: a prefix or a
 * range, never both.
 */
export type SortKeyCondition = KeyValue | { readonly prefix: string } | SortKeyRange

/** Sorts after every text that a key is made of. */
const lastCharacter = '\u{10FFFF}'

/**
 * A range inside a prefix, such as a month of a user's orders, as the one range that DynamoDB takes.
 *
 * @example
 * ```ts
 * within('ORDER#', { gte: '2026-01', lte: '2026-02' }) // { gte: 'ORDER#2026-01', lte: 'ORDER#2026-02' }
 * ```
 */
export const within = (
  prefix: string,
  { gte = '', lte = lastCharacter }: { readonly gte?: string; readonly lte?: string },
): SortKeyRange => Object.freeze({ gte: prefix + gte, lte: prefix + lte })

/**
 * Joins the parts of a composite key, most general first, so that every beginning of it is a prefix to query by.
 * @throws PipelineError `store.expression-invalid` when a part holds the separator, which would read as another key
 */
export const compositeKey = (parts: readonly (string | number)[], separator = '#'): string => {
  const texts = parts.map(String)
  const wrong = texts.find(text => text === '' || text.includes(separator))
  if (wrong === undefined) return texts.join(separator)
  throw raise(storeFaults, 'store.expression-invalid', {
    problem: `${JSON.stringify(wrong)} cannot be part of a composite key joined by ${JSON.stringify(separator)}`,
  })
}

const comparators = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

const isKeyValue = (condition: SortKeyCondition): condition is KeyValue =>
  typeof condition !== 'object' || condition instanceof Uint8Array || condition instanceof ExactNumber

/**
 * The condition in DynamoDB's language.
 * @throws PipelineError `store.sort-key-twice`
 */
export const sortKeyText = (name: string, condition: SortKeyCondition, scope: ExpressionScope): string => {
  const path = scope.path([name])
  if (isKeyValue(condition)) return `${path} = ${scope.value(condition, name)}`
  const bounds = Object.entries<KeyValue | undefined>({ ...condition }).filter(
    ([, value]) => value !== undefined,
  )
  const words = bounds.map(([word]) => word)
  if ('prefix' in condition && bounds.length === 1) {
    return `begins_with(${path}, ${scope.value(condition.prefix, name)})`
  }
  const { gte, lte } = condition as SortKeyRange
  if (bounds.length === 2 && gte !== undefined && lte !== undefined) {
    return `${path} BETWEEN ${scope.value(gte, name)} AND ${scope.value(lte, name)}`
  }
  const [bound, ...others] = bounds
  if (bound === undefined) {
    throw raise(storeFaults, 'store.expression-invalid', { problem: `the condition on ${name} says nothing` })
  }
  const [word, value] = bound
  if (others.length > 0) throw raise(storeFaults, 'store.sort-key-twice', { found: words })
  if (!(word in comparators)) {
    throw raise(storeFaults, 'store.expression-invalid', {
      problem: `a sort key has no condition ${JSON.stringify(word)}`,
    })
  }
  return `${path} ${comparators[word as keyof typeof comparators]} ${scope.value(value, name)}`
}
