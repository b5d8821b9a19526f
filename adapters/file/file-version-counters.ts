import type { NumberRequest, TakenNumber, VersionCounters } from '../../core/version/version-counters.ts'
import { memoryVersionCounters } from '../memory/memory-version-counters.ts'
import { appendLines, followLines } from './ndjson-file.ts'

/** A wish as it stands in the file; `of` finds the line again among those of other processes. */
type Line = NumberRequest & { readonly of: string }

/** What {@link fileVersionCounters} takes. */
export interface FileVersionCountersOptions {
  readonly path: string
  /** Gives texts that nobody else has given. */
  readonly newId: () => string
}

/**
 * Counters in an append-only file of lines, for runs on one machine. Every wish is a line, and the order of the lines
 * is the order in which they count: so all processes that read them come to the same numbers.
 */
export const fileVersionCounters = ({ path, newId }: FileVersionCountersOptions): VersionCounters => {
  const known = memoryVersionCounters()
  const follow = followLines(path)
  let last: Promise<unknown> = Promise.resolve()

  /** Counts what was added since, by whomever; answers to one's own lines are kept. */
  const catchUp = async (of: string): Promise<readonly TakenNumber[]> => {
    const lines = (await follow()) as readonly Line[]
    const taken = await known.take(lines)
    return taken.filter((_, at) => lines[at]?.of === of)
  }
  const take = async (requests: readonly NumberRequest[]): Promise<readonly TakenNumber[]> => {
    const of = newId()
    await appendLines(
      path,
      requests.map(request => ({ ...request, of })),
    )
    return catchUp(of)
  }
  return {
    take: async requests => {
      if (requests.length === 0) return []
      const mine = last.then(async () => take(requests))
      last = mine.catch(() => undefined)
      return mine
    },
  }
}
