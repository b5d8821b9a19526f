// Verdicts as lines of a file, so that a long run can be interrupted and gone on with.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Verdict } from './judge.ts'
import type { Mutant } from './mutant.ts'
import { mutantKey } from './mutant.ts'

interface KeptVerdict extends Verdict {
  /** Of the source file that was changed. */
  readonly digest: string
}

const linesOf = (path: string | undefined): readonly KeptVerdict[] =>
  path === undefined || !existsSync(path)
    ? []
    : readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line) as KeptVerdict)

/** Verdicts of earlier runs, and where those of this one go. */
export interface KeptVerdicts {
  readonly find: (mutant: Mutant) => Verdict | undefined
  readonly add: (verdict: Verdict) => void
}

/**
 * Finds what was judged of a file that is still the same. A survivor is judged again, since tests may have come; so is
 * everything, if there is no path.
 */
export const keptVerdicts = (path: string | undefined, read: (file: string) => string): KeptVerdicts => {
  const digestOf = (file: string): string => createHash('sha256').update(read(file)).digest('hex')
  const known = new Map(
    linesOf(path)
      .filter(({ status }) => status !== 'survived')
      .map(verdict => [`${verdict.digest} ${mutantKey(verdict.mutant)}`, verdict]),
  )
  return {
    find: mutant => known.get(`${digestOf(mutant.file)} ${mutantKey(mutant)}`),
    add: verdict => {
      if (path === undefined) return
      appendFileSync(path, `${JSON.stringify({ ...verdict, digest: digestOf(verdict.mutant.file) })}\n`)
    },
  }
}
