import type { SearchPlan } from './search-plan.ts'
import type { Seen } from './search-store.ts'
import { answersTo } from './unanswered.ts'

/**
 * What is there under each of these ids, as of now.
 *
 * @throws PipelineError `sink.unavailable` where the store does not answer for each, and what it throws
 */
export const lookAtDocuments = async (
  { name, index, store }: SearchPlan,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Seen>> => {
  const asked = [...new Set(ids)]
  const answers = asked.length === 0 ? [] : await store.look({ index, ids: asked }, signal)
  const seen = new Map<string, Seen>()
  for (const [id, answer] of answersTo(name, asked, answers)) {
    if (answer instanceof Error) throw answer
    seen.set(id, answer)
  }
  return seen
}
