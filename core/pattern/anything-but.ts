import type { AnyNumber } from '../attributes/exact-number.ts'
import { canonicalNumber } from '../attributes/decimal.ts'
import { ExactNumber } from '../attributes/exact-number.ts'
import { ignoringCase } from './ignore-case.ts'
import type { JsonTree } from './json-tree.ts'
import { isNumber, isSameNumber } from './leaf-number.ts'
import type { LeafTest, Operator } from './pattern.ts'
import type { PatternPlace } from './pattern-problem.ts'
import { PatternProblem } from './pattern-problem.ts'
import { wildcard } from './wildcard.ts'

type Nested = 'prefix' | 'suffix' | 'equals-ignore-case' | 'wildcard'

const isNested = (name: string): name is Nested =>
  ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(name)

const listOf = (tree: JsonTree): readonly JsonTree[] => (tree.type === 'array' ? tree.items : [tree])

/** Texts or numbers, not both. */
const plainValues = (tree: JsonTree, place: PatternPlace): readonly (string | AnyNumber)[] => {
  const values = listOf(tree).map(item => {
    if (item.type === 'string') return item.value
    if (item.type === 'number') {
      if (item.value instanceof ExactNumber)
        throw new PatternProblem(`Cannot compare number : ${canonicalNumber(item.text)}`, place)
      return item.value
    }
    throw new PatternProblem(
      tree.type === 'array'
        ? 'Inside anything but list, start|null|boolean is not supported.'
        : 'Value of anything-but must be an array or single string/number value.',
      place,
    )
  })
  if (new Set(values.map(isNumber)).size !== 1) {
    throw new PatternProblem(
      'Inside anything but list, either all values are number or string, mixed type is not supported',
      place,
    )
  }
  return values
}

const textTest = (operator: Nested, tree: JsonTree, place: PatternPlace): ((value: string) => boolean) => {
  if (tree.type !== 'string') {
    const what = operator === 'prefix' || operator === 'suffix' ? 'prefix/suffix' : operator
    throw new PatternProblem(`${what} match pattern must be a string`, place)
  }
  const { value: text } = tree
  if (operator === 'equals-ignore-case') return ignoringCase(text, 'whole')
  if (operator === 'wildcard') {
    const test = wildcard(text)
    if (typeof test === 'string') throw new PatternProblem(test, place)
    return test
  }
  if (text === '') throw new PatternProblem('Null prefix/suffix not allowed', place)
  return operator === 'prefix' ? value => value.startsWith(text) : value => value.endsWith(text)
}

const nestedTests = (
  tree: Extract<JsonTree, { readonly type: 'object' }>,
  place: PatternPlace,
): NestedTests => {
  const [first, ...more] = tree.entries
  if (first === undefined) throw new PatternProblem('Anything-But expression name not found', place)
  const [operator, value] = first
  if (!isNested(operator)) throw new PatternProblem(`Unsupported anything-but pattern: ${operator}`, place)
  if (more.length > 0) throw new PatternProblem('Only one key allowed in match expression', place)
  if (value.type === 'array' && value.items.length === 0) {
    throw new PatternProblem('Empty arrays are not allowed', place)
  }
  return { operator, tests: listOf(value).map(item => textTest(operator, item, place)) }
}

interface NestedTests {
  readonly operator: Nested
  readonly tests: readonly ((value: string) => boolean)[]
}

/** Tests for a value that is there and is none of those named; of another type it is none of them either. */
export const anythingBut = (
  tree: JsonTree,
  place: PatternPlace,
): { readonly operator: Operator; readonly holds: LeafTest } => {
  if (tree.type === 'object') {
    const { operator, tests } = nestedTests(tree, place)
    return {
      operator: `anything-but/${operator}`,
      holds: value => typeof value !== 'string' || !tests.some(test => test(value)),
    }
  }
  const values = plainValues(tree, place)
  const texts = new Set(values)
  const numbers = values.filter(isNumber)
  return {
    operator: 'anything-but',
    holds: value => !texts.has(value as string) && !numbers.some(number => isSameNumber(number, value)),
  }
}
