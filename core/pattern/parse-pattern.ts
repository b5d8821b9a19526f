import { patternFaults } from '../errors/pattern-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import { fieldTree } from './field-tree.ts'
import type { JsonTree } from './json-tree.ts'
import { jsonTree } from './json-tree.ts'
import { entryOf } from './leaf-test.ts'
import { orAlternatives } from './or-operator.ts'
import type { FieldCondition, LeafTest, Operator, Pattern } from './pattern.ts'
import type { PatternPlace } from './pattern-problem.ts'
import { PatternProblem } from './pattern-problem.ts'

type Combination = Map<string, FieldCondition>

/** What is gathered of a pattern while it is read. */
interface Gathered {
  readonly operators: Set<Operator>
  /** Path to its slot. */
  readonly slots: Map<string, number>
}

/**
 * AWS refuses a pattern whose `$or`s multiply to more.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
const maxCombinations = 1000

const anyOf = (tests: readonly LeafTest[]): LeafTest => {
  const [first = () => false, ...more] = tests
  return more.length === 0 ? first : value => tests.some(test => test(value))
}

const conditionOf = (
  items: readonly JsonTree[],
  names: readonly string[],
  place: PatternPlace,
  { operators, slots }: Gathered,
): FieldCondition => {
  if (items.length === 0) throw new PatternProblem('Empty arrays are not allowed', place)
  const entries = items.map((item, index) => entryOf(item, [...place, index]))
  for (const { operator } of entries) operators.add(operator)
  const path = names.join('.')
  const slot = slots.get(path) ?? slots.size
  slots.set(path, slot)
  return {
    path,
    isAtTop: !path.includes('.'),
    slot,
    mayBeAbsent: entries.some(({ holds }) => holds === undefined),
    holds: anyOf(entries.flatMap(({ holds }) => holds ?? [])),
  }
}

/** Adds what an object says to each of the combinations. A path said again replaces what was said of it. */
const parseObject = (
  tree: JsonTree,
  names: readonly string[],
  place: PatternPlace,
  before: readonly Combination[],
  gathered: Gathered,
): readonly Combination[] => {
  if (tree.type !== 'object') throw new PatternProblem('Filter is not an object', place)
  if (tree.entries.length === 0) throw new PatternProblem('Empty objects are not allowed', place)
  let combinations = before
  for (const [name, value] of tree.entries) {
    const here = [...place, name]
    const alternatives = orAlternatives(name, value)
    if (alternatives !== undefined) {
      gathered.operators.add('$or')
      const sofar = combinations
      combinations = alternatives.flatMap((each, index) => {
        const copies = sofar.map(combination => new Map(combination))
        return parseObject(each, names, [...here, index], copies, gathered)
      })
    } else if (value.type === 'object') {
      combinations = parseObject(value, [...names, name], here, combinations, gathered)
    } else if (value.type === 'array') {
      const condition = conditionOf(value.items, [...names, name], here, gathered)
      for (const combination of combinations) combination.set(condition.path, condition)
    } else {
      throw new PatternProblem(`"${name}" must be an object or an array`, here)
    }
    if (combinations.length > maxCombinations)
      throw new PatternProblem(`$or makes over ${maxCombinations} rule combinations`, here)
  }
  return combinations
}

const inOrder = (combination: Combination): readonly FieldCondition[] =>
  [...combination.values()].sort((a, b) => (a.path < b.path ? -1 : 1))

const treeOf = (pattern: string | JsonTree): JsonTree => {
  if (typeof pattern !== 'string') return pattern
  try {
    return jsonTree(pattern)
  } catch (error) {
    throw new PatternProblem(reasonOf(error), [])
  }
}

/**
 * Reads an event pattern in EventBridge's language, of which Lambda's filter patterns are a part. Of a field that
 * is said twice the last counts.
 *
 * @param pattern its JSON text, or that text already read
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 * @throws PipelineError `filter.pattern-invalid`, in AWS's words followed by the reason and the place
 */
export const parsePattern = (pattern: string | JsonTree): Pattern => {
  const gathered: Gathered = { operators: new Set(), slots: new Map() }
  try {
    const combinations = parseObject(treeOf(pattern), [], [], [new Map()], gathered)
    const { operators, slots } = gathered
    return { combinations: combinations.map(inOrder), operators, fields: fieldTree([...slots.keys()]) }
  } catch (error) {
    if (error instanceof PatternProblem)
      throw raise(patternFaults, 'filter.pattern-invalid', { problem: error.message })
    throw error
  }
}
