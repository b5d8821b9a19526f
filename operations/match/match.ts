import { patternFaults } from '../../core/errors/pattern-faults.ts'
import { isFault } from '../../core/errors/pipeline-error.ts'
import { reasonOf } from '../../core/errors/thrown.ts'
import type { JsonTree } from '../../core/pattern/json-tree.ts'
import { jsonTree, plainValue } from '../../core/pattern/json-tree.ts'
import { matchesPattern } from '../../core/pattern/matches-pattern.ts'
import { parsePattern } from '../../core/pattern/parse-pattern.ts'
import type { Pattern } from '../../core/pattern/pattern.ts'

/** What is said of a pattern and an event; the reason stands in one line. */
export type MatchResult = 'match' | 'nomatch' | `invalid: ${string}`

/** JSON text, or what was read of it. */
export type Json = string | JsonTree

const invalid = (what: string, reason: string): MatchResult =>
  `invalid: ${what} is not valid. Reason: ${reason.replaceAll(/\s+/g, ' ')}`

/** A tree that is a string holds JSON text. */
const textOrTree = (json: Json): Json =>
  typeof json !== 'string' && json.type === 'string' ? json.value : json

const treeOf = (json: Json): JsonTree => (typeof json === 'string' ? jsonTree(json) : json)

const objectOf = (json: Json): object | string => {
  try {
    const tree = treeOf(textOrTree(json))
    return tree.type === 'object' ? (plainValue(tree) as object) : 'Event must be a JSON object'
  } catch (error) {
    return reasonOf(error)
  }
}

const problemOf = (error: unknown): string =>
  isFault(error, patternFaults, 'filter.pattern-invalid') ? error.detail.problem : reasonOf(error)

const patternOf = (json: Json): Pattern | string => {
  try {
    return parsePattern(json)
  } catch (error) {
    return problemOf(error)
  }
}

/** So many patterns are kept; their texts come again and again where one pattern is tried on many events. */
const maxKept = 500

const newPatterns = (): ((json: Json) => Pattern | string) => {
  const kept = new Map<string, Pattern | string>()
  return given => {
    const json = textOrTree(given)
    if (typeof json !== 'string') return patternOf(json)
    const known = kept.get(json)
    if (known !== undefined) return known
    if (kept.size >= maxKept) kept.clear()
    const pattern = patternOf(json)
    kept.set(json, pattern)
    return pattern
  }
}

/** Says of any pattern and event, each as JSON text or read, whether they match; in the words of TestEventPattern. */
export const newMatcher = (): ((pattern: Json, event: Json) => MatchResult) => {
  const patterns = newPatterns()
  return (pattern, event) => {
    const asked = patterns(pattern)
    if (typeof asked === 'string') return invalid('Event pattern', asked)
    const object = objectOf(event)
    if (typeof object === 'string') return invalid('Event', object)
    return matchesPattern(asked, object) ? 'match' : 'nomatch'
  }
}
