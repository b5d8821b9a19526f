import { raise } from '../../core/errors/pipeline-error.ts'
import type { JsonTree } from '../../core/pattern/json-tree.ts'
import { jsonTree, plainValue } from '../../core/pattern/json-tree.ts'
import { matchFaults } from './faults.ts'
import type { MatchResult } from './match.ts'
import { newMatcher } from './match.ts'

/** The answer to one line. */
export interface MatchAnswer {
  readonly id: unknown
  readonly result: MatchResult
}

const lineOf = (text: string, line: number): JsonTree => {
  try {
    return jsonTree(text)
  } catch (error) {
    const problem = error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error)
    throw raise(matchFaults, 'match.line-unreadable', { line, problem })
  }
}

const fieldOf = (tree: JsonTree, name: string): JsonTree | undefined =>
  tree.type === 'object' ? tree.entries.findLast(([each]) => each === name)?.[1] : undefined

/**
 * Answers lines of `{"id","pattern","event"}` in their order, one at a time as they are asked for. A line without
 * pattern or event is answered as invalid; blank lines are passed over.
 *
 * @throws PipelineError `match.line-unreadable` for a line that is not JSON
 */
export const matchLines = async function* (lines: AsyncIterable<string>): AsyncIterable<MatchAnswer> {
  const match = newMatcher()
  let line = 0
  for await (const text of lines) {
    line += 1
    if (text.trim() === '') continue
    const tree = lineOf(text, line)
    const id = fieldOf(tree, 'id')
    const pattern = fieldOf(tree, 'pattern')
    const event = fieldOf(tree, 'event')
    const missing = pattern === undefined ? 'pattern' : 'event'
    yield {
      id: id === undefined ? null : plainValue(id),
      result:
        pattern === undefined || event === undefined
          ? `invalid: the line has no ${missing}`
          : match(pattern, event),
    }
  }
}
