import { canonicalNumber, compareNumbers } from '../attributes/decimal.ts'
import type { AnyNumber } from '../attributes/exact-number.ts'
import type { JsonTree } from './json-tree.ts'
import { isNumber } from './leaf-number.ts'
import type { LeafTest } from './pattern.ts'
import type { PatternPlace } from './pattern-problem.ts'
import { PatternProblem } from './pattern-problem.ts'

/**
 * EventBridge compares numbers from -5.0e9 to 5.0e9, with six decimals.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const limit = 5_000_000_000
const maxDecimals = 6

const order = (a: AnyNumber, b: AnyNumber): number =>
  typeof a === 'number' && typeof b === 'number' ? a - b : compareNumbers(String(a), String(b))

const isWithin = (value: AnyNumber): boolean => order(value, limit) <= 0 && order(value, -limit) >= 0

const decimalsIn = (text: string): number => {
  const canonical = canonicalNumber(text)
  return /E-/.test(canonical) ? Infinity : (canonical.split('.')[1] ?? '').length
}

const boundOf = (operator: string, tree: JsonTree | undefined, place: PatternPlace): AnyNumber => {
  if (tree?.type !== 'number') {
    throw new PatternProblem(`Value of ${operator === '=' ? 'equals' : operator} must be numeric`, place)
  }
  if (!isWithin(tree.value))
    throw new PatternProblem('Value must be between -5.0E9 and 5.0E9, inclusive', place)
  if (decimalsIn(tree.text) > maxDecimals) {
    throw new PatternProblem(`Only values upto 6 decimals are supported: ${tree.text}`, place)
  }
  return tree.value
}

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '=': sign => sign === 0,
  '<': sign => sign < 0,
  '<=': sign => sign <= 0,
  '>': sign => sign > 0,
  '>=': sign => sign >= 0,
}

const comparison = (operator: string, bound: AnyNumber): ((value: AnyNumber) => boolean) => {
  const isMet = comparisons[operator] ?? (() => false)
  return value => isMet(order(value, bound))
}

const textOf = (tree: JsonTree | undefined): string | undefined =>
  tree?.type === 'string' ? tree.value : undefined

/** Tests for a number that meets one comparison, or two that enclose it: `["=", 5]`, `[">", 0, "<=", 5]`. */
export const numeric = (tree: JsonTree, place: PatternPlace): LeafTest => {
  if (tree.type !== 'array') throw new PatternProblem('Value of numeric must be an array.', place)
  const [first, second, third, fourth, ...more] = tree.items
  const operator = textOf(first)
  if (operator === undefined) throw new PatternProblem('Invalid member in numeric match', place)
  if (!Object.hasOwn(comparisons, operator)) {
    throw new PatternProblem(`Unrecognized numeric range operator: ${operator}`, place)
  }
  const bound = boundOf(operator, second, place)
  const meets = comparison(operator, bound)
  if (third === undefined) return value => isNumber(value) && isWithin(value) && meets(value)
  if (!operator.startsWith('>')) throw new PatternProblem('Too many elements in numeric expression', place)
  const upper = textOf(third)
  if (upper !== '<' && upper !== '<=') throw new PatternProblem('Bad numeric range operator', place)
  const top = boundOf(upper, fourth, place)
  if (more.length > 0) throw new PatternProblem('Too many terms in numeric range expression', place)
  if (order(bound, top) >= 0) throw new PatternProblem('Bottom must be less than top', place)
  const isBelow = comparison(upper, top)
  return value => isNumber(value) && meets(value) && isBelow(value)
}
