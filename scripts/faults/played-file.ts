import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { PlaySize } from '../../test/faults/load-play.ts'
import type { AskedPlay, EndedPlay } from '../../test/faults/run-matrix.ts'

/** What became of a scenario, over all seeds. */
export interface ScenarioResult {
  readonly id: string
  readonly seeds: number
  readonly failures: number
}

/** The plays that are over; in a file, where there is one. */
export interface PlayedPlays {
  readonly has: (asked: AskedPlay) => boolean
  readonly add: (ended: EndedPlay) => void
  readonly results: (ids: readonly string[]) => readonly ScenarioResult[]
}

type Line = EndedPlay & PlaySize

/** A line that was cut off by a kill is a play that is played again. */
const lineIn = (text: string): readonly Line[] => {
  try {
    return [JSON.parse(text) as Line]
  } catch {
    return []
  }
}

/** Opens the file, or keeps nothing; plays of another size count for nothing. */
export const playedIn = (file: string | undefined, { keys, operations }: PlaySize): PlayedPlays => {
  const lines = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const known = lines.flatMap(lineIn).filter(each => each.keys === keys && each.operations === operations)
  const plays = new Map<string, EndedPlay>(known.map(each => [`${each.id} ${each.seed}`, each]))
  // So that what follows does not end up on a line that was cut off.
  if (file !== undefined && lines.at(-1) !== undefined && lines.at(-1) !== '') appendFileSync(file, '\n')
  return {
    has: ({ id, seed }) => plays.has(`${id} ${seed}`),
    add: ended => {
      plays.set(`${ended.id} ${ended.seed}`, ended)
      if (file !== undefined) appendFileSync(file, `${JSON.stringify({ ...ended, keys, operations })}\n`)
    },
    results: ids =>
      ids.map(id => {
        const own = [...plays.values()].filter(each => each.id === id)
        return { id, seeds: own.length, failures: own.filter(({ problems }) => problems.length > 0).length }
      }),
  }
}
