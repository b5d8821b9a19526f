// What a test file does without any change: which mutants it would meet, and how long it takes.
import type { Answer } from './orders.ts'
import type { Workshop } from './workshop.ts'

/** A test file that passes without any change. */
export interface Profile {
  readonly usualMs: number
  /** Whether it takes so long that it is asked last. */
  readonly isSlow: boolean
  /** Whether it passes only if its modules are imported anew. */
  readonly needsFresh: boolean
  /** Mutants that are met by no test in particular, so that all tests of the file count. */
  readonly outside: ReadonlySet<number>
  /** Tests that meet a mutant. */
  readonly tests: ReadonlyMap<number, readonly string[]>
  /** Mutants that were met while modules were imported. */
  readonly atImport: readonly number[]
}

/** Of the processor. */
const slowMs = 1500

const unchangedLimitMs = 180_000

const testsByMutant = (
  tests: ReadonlyMap<string, readonly number[]>,
): ReadonlyMap<number, readonly string[]> => {
  const found = new Map<number, string[]>()
  for (const [test, mutants] of tests)
    for (const mutant of mutants) found.set(mutant, [...(found.get(mutant) ?? []), test])
  return found
}

const counts = ({ reached }: Answer): ReadonlyMap<number, number> =>
  reached?.outside ?? new Map<number, number>()

const profileFrom = (first: Answer, last: Answer, needsFresh: boolean): Profile => ({
  usualMs: Math.max(first.ms, last.ms),
  isSlow: (last.cpuMs ?? last.ms) > slowMs,
  needsFresh,
  outside: new Set(counts(last).keys()),
  tests: testsByMutant(last.reached?.tests ?? new Map<string, readonly number[]>()),
  atImport: [...counts(first)].filter(([mutant, n]) => n > (counts(last).get(mutant) ?? 0)).map(([n]) => n),
})

/**
 * Runs the file twice: what it meets only the first time is met by the import of modules, which stay. Without a profile
 * it is left out, since a test that fails without any change proves nothing.
 */
export const profileOf = async (
  { run }: Workshop,
  test: string,
  warn: (text: string) => void,
): Promise<Profile | undefined> => {
  const unchanged = (fresh: boolean): Promise<Answer> =>
    run({ test, fresh, limitMs: unchangedLimitMs, testLimitMs: 60_000 })
  const first = await unchanged(false)
  const second = await unchanged(false)
  if (second.type === 'passed') return profileFrom(first, second, false)
  const fresh = await unchanged(true)
  if (fresh.type === 'passed') return profileFrom(fresh, fresh, true)
  warn(`${test} ${fresh.type} without any change: it is left out (${fresh.message ?? ''})`)
  return undefined
}
