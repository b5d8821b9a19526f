import type { Verdict } from './judge.ts'
import type { Mutant } from './mutant.ts'

/** How a room did. */
export interface Score {
  readonly room: string
  readonly mutants: number
  readonly killed: number
  readonly timedOut: number
  /** Survivors with a reason. */
  readonly allowed: number
  /** Survivors that tests have run. */
  readonly survived: number
  /** Survivors that no test has run. */
  readonly unreached: number
}

/** The first two folders: `core/filter`. */
export const roomOf = (file: string): string => file.split('/').slice(0, -1).slice(0, 2).join('/')

const countOf = (verdicts: readonly Verdict[], status: Verdict['status']): number =>
  verdicts.filter(verdict => verdict.status === status).length

/** Scores by room, in the order of their names. */
export const scoresOf = (
  verdicts: readonly Verdict[],
  isAllowed: (mutant: Mutant) => boolean,
): readonly Score[] =>
  [...Map.groupBy(verdicts, ({ mutant }) => roomOf(mutant.file))]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([room, here]) => {
      const survivors = here.filter(({ status }) => status === 'survived')
      const open = survivors.filter(({ mutant }) => !isAllowed(mutant))
      const unreached = open.filter(({ tests }) => tests === 0).length
      return {
        room,
        mutants: here.length,
        killed: countOf(here, 'killed'),
        timedOut: countOf(here, 'timed-out'),
        allowed: survivors.length - open.length,
        survived: open.length - unreached,
        unreached,
      }
    })

const percent = ({ mutants, killed, timedOut }: Score): string =>
  `${(((killed + timedOut) / mutants) * 100).toFixed(1)} %`

/** The rows of a table in Markdown. */
export const scoreTable = (scores: readonly Score[]): string =>
  [
    '| room | mutants | killed | timed out | with a reason | survived | not reached | score |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...scores.map(
      score =>
        `| ${score.room} | ${score.mutants} | ${score.killed} | ${score.timedOut} | ${score.allowed} | ${score.survived} | ${score.unreached} | ${percent(score)} |`,
    ),
  ].join('\n')
