import type { Mutant } from './mutant.ts'
import { mutantKey } from './mutant.ts'

/** A mutant that no test is to notice, and why. */
export interface AllowedSurvivor {
  readonly file: string
  readonly mutator: string
  readonly line: string
  readonly change: string
  /** Where the same change is possible several times in lines of this text: which, from 0. */
  readonly nth?: number
  readonly reason: string
}

const keyOf = ({ file, mutator, line, change, nth = 0 }: AllowedSurvivor): string =>
  JSON.stringify([file, mutator, line, change, nth])

/** Tells whether a mutant is on the list. */
export const allowedBy = (list: readonly AllowedSurvivor[]): ((mutant: Mutant) => boolean) => {
  const keys = new Set(list.map(keyOf))
  return mutant => keys.has(mutantKey(mutant))
}

/** Entries that no mutant fits any more, or that give no reason. */
export const staleEntries = (
  list: readonly AllowedSurvivor[],
  mutants: readonly Mutant[],
): readonly AllowedSurvivor[] => {
  const keys = new Set(mutants.map(mutantKey))
  return list.filter(entry => !keys.has(keyOf(entry)) || entry.reason.trim() === '')
}
