import { createHash } from 'node:crypto'
import type { Mutant } from './mutant.ts'
import { mutantKey } from './mutant.ts'

const rank = (mutant: Mutant, seed: number): string =>
  createHash('sha256')
    .update(`${seed} ${mutantKey(mutant)}`)
    .digest('hex')

/**
 * So many of them, in the order in which they were given. Which, is drawn for each mutant by itself: a change to one
 * line leaves the rest of the sample what it was.
 */
export const sampleOf = (mutants: readonly Mutant[], size: number, seed: number): readonly Mutant[] => {
  const ranked = mutants.map(mutant => ({ mutant, rank: rank(mutant, seed) }))
  const drawn = new Set(
    ranked
      .toSorted((a, b) => (a.rank < b.rank ? -1 : 1))
      .slice(0, size)
      .map(({ mutant }) => mutant),
  )
  return mutants.filter(mutant => drawn.has(mutant))
}
