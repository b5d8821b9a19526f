import { orderOfNumbers } from '../attributes/decimal.ts'
import type { WhereCondition } from './expression.ts'

const isNumber = (text: unknown): boolean =>
  typeof text === 'string' && orderOfNumbers(text, '0') !== undefined

/** Whether an attribute can be compared with it at all: `NaN` is equal to nothing and before nothing. */
const isComparable = (value: unknown): boolean => {
  if (typeof value === 'number') return Number.isFinite(value)
  if (typeof value !== 'object' || value === null)
    return typeof value === 'string' || typeof value === 'bigint'
  return Object.keys(value).join() === 'N' && 'N' in value && isNumber(value.N)
}

/** Why this is no value to compare with; `undefined` where it is one. */
export const scalarProblem = (value: unknown): string | undefined =>
  value === null || typeof value === 'boolean' || isComparable(value)
    ? undefined
    : 'is no text, finite number, { N: digits }, true, false or null'

const bounds = ['gt', 'gte', 'lt', 'lte']
const every = ['oneOf', 'prefix', 'exists', ...bounds]
const listed = every.join(', ')

const isBound = ([word, value]: readonly [string, unknown]): boolean =>
  bounds.includes(word) && (value === undefined || isComparable(value))

const isWord = (entry: readonly [string, unknown]): boolean => {
  const [word, value] = entry
  if (word === 'oneOf') return Array.isArray(value) && value.every(each => scalarProblem(each) === undefined)
  if (word === 'prefix') return typeof value === 'string'
  if (word === 'exists') return typeof value === 'boolean'
  return isBound(entry)
}

/** Why this is no condition; `undefined` where it is one. No value is named: it may be a secret. */
export const conditionProblem = (condition: unknown): string | undefined => {
  if (typeof condition !== 'object' || condition === null || 'N' in condition) return scalarProblem(condition)
  const entries = Object.entries(condition)
  if (entries.every(([, value]) => value === undefined)) return `says nothing: it takes ${listed}`
  const wrong = entries.find(entry => !isWord(entry))
  if (wrong === undefined) return undefined
  const [word] = wrong
  return every.includes(word)
    ? `has ${word} of a value that it does not take`
    : `has ${JSON.stringify(word)}, where it takes ${listed}`
}

/**
 * The words of a condition, each by itself: all of them must hold, and whoever reads a leaf finds one. The ends of a
 * range are one word.
 */
export const singleWords = (condition: WhereCondition): readonly WhereCondition[] => {
  if (typeof condition !== 'object' || condition === null || 'N' in condition) return [condition]
  const entries = Object.entries(condition).filter(([, value]) => value !== undefined)
  const range = entries.filter(isBound)
  const others = entries.filter(entry => !isBound(entry)).map(entry => [entry])
  return [range, ...others]
    .filter(({ length }) => length > 0)
    .map(word => Object.fromEntries(word) as unknown as WhereCondition)
}
