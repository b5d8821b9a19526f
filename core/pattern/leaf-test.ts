import { anythingBut } from './anything-but.ts'
import { ignoringCase } from './ignore-case.ts'
import { cidr, ipAddress } from './ip-address.ts'
import type { JsonTree } from './json-tree.ts'
import { isNumber, isSameNumber } from './leaf-number.ts'
import { numeric } from './numeric.ts'
import type { LeafTest, Operator } from './pattern.ts'
import type { PatternPlace } from './pattern-problem.ts'
import { PatternProblem } from './pattern-problem.ts'
import { wildcard } from './wildcard.ts'

/** One entry of a pattern's array: which operator it is, and its test; `exists: false` has none. */
export interface Entry {
  readonly operator: Operator
  readonly holds: LeafTest | undefined
}

const isAddress = (text: string): LeafTest => {
  const wanted = ipAddress(text)?.join()
  if (wanted === undefined) return value => value === text
  return value => value === text || (typeof value === 'string' && ipAddress(value)?.join() === wanted)
}

const textOf = (tree: JsonTree, operator: string, place: PatternPlace): string => {
  if (tree.type === 'string') return tree.value
  throw new PatternProblem(`${operator} match pattern must be a string`, place)
}

/** What holds for texts never holds for another value. */
const ofText =
  (holds: (value: string) => boolean): LeafTest =>
  value =>
    typeof value === 'string' && holds(value)

const checked = (test: ((value: string) => boolean) | string, place: PatternPlace): LeafTest => {
  if (typeof test === 'string') throw new PatternProblem(test, place)
  return ofText(test)
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

const affix = (operator: 'prefix' | 'suffix', tree: JsonTree, place: PatternPlace): Entry => {
  if (tree.type !== 'object') {
    const text = textOf(tree, operator, place)
    const holds =
      operator === 'prefix' ? ofText(value => value.startsWith(text)) : ofText(value => value.endsWith(text))
    return { operator, holds }
  }
  const [first, ...more] = tree.entries
  if (first === undefined)
    throw new PatternProblem(`${capitalized(operator)} expression name not found`, place)
  const [nested, inner] = first
  if (nested !== 'equals-ignore-case')
    throw new PatternProblem(`Unsupported ${operator} pattern: ${nested}`, place)
  if (more.length > 0) throw new PatternProblem('Only one key allowed in match expression', place)
  const text = textOf(inner, nested, place)
  const holds = ofText(ignoringCase(text, operator === 'prefix' ? 'start' : 'end'))
  return { operator: `${operator}/equals-ignore-case`, holds }
}

const exists = (tree: JsonTree, place: PatternPlace): Entry => {
  if (tree.type !== 'literal' || tree.value === null) {
    throw new PatternProblem('exists match pattern must be either true or false.', place)
  }
  return { operator: 'exists', holds: tree.value ? () => true : undefined }
}

const operatorEntry = (operator: string, tree: JsonTree, place: PatternPlace): Entry => {
  switch (operator) {
    case 'prefix':
    case 'suffix':
      return affix(operator, tree, place)
    case 'equals-ignore-case':
      return { operator, holds: ofText(ignoringCase(textOf(tree, operator, place), 'whole')) }
    case 'wildcard':
      return { operator, holds: checked(wildcard(textOf(tree, operator, place)), place) }
    case 'cidr':
      return { operator, holds: checked(cidr(textOf(tree, operator, place)), place) }
    case 'exactly': {
      const text = textOf(tree, 'exact', place)
      return { operator, holds: value => value === text }
    }
    case 'exists':
      return exists(tree, place)
    case 'numeric':
      return { operator, holds: numeric(tree, place) }
    case 'anything-but':
      return anythingBut(tree, place)
    default:
      throw new PatternProblem(`Unrecognized match type ${operator}`, place)
  }
}

/**
 * Takes one entry of a pattern's array apart.
 * @throws PatternProblem
 */
export const entryOf = (tree: JsonTree, place: PatternPlace): Entry => {
  switch (tree.type) {
    case 'string':
      return { operator: 'equals', holds: isAddress(tree.value) }
    case 'number': {
      const { value: number } = tree
      return { operator: 'equals', holds: value => isNumber(value) && isSameNumber(number, value) }
    }
    case 'literal':
      return { operator: 'equals', holds: value => value === tree.value }
    case 'array':
      throw new PatternProblem('Match value must be String, number, true, false, or null', place)
    case 'object': {
      const [first, ...more] = tree.entries
      if (first === undefined) throw new PatternProblem('Match expression name not found', place)
      if (more.length > 0) throw new PatternProblem('Only one key allowed in match expression', place)
      const [operator, value] = first
      return operatorEntry(operator, value, place)
    }
  }
}
