import type { NumberedMutant } from './instrumented.ts'
import type { Mutant } from './mutant.ts'
import type { Living, Notice } from './notices.ts'
import { noticedAtImport, noticedByTests } from './notices.ts'
import type { Profile } from './profile.ts'
import { profileOf } from './profile.ts'
import { sittingOf } from './sitting.ts'
import type { Workshop } from './workshop.ts'

/** What became of a mutant: it is survived only by tests that ran and passed. */
export interface Verdict {
  readonly mutant: Mutant
  readonly status: 'killed' | 'timed-out' | 'survived'
  /** The test file that noticed. */
  readonly by?: string
  readonly ms: number
  /** How many test files ran it: none, if none reaches it. */
  readonly tests: number
}

/** Judges mutants of one source file by these test files, the nearest first. */
type Judge = (
  mutants: readonly NumberedMutant[],
  tests: readonly string[],
  tell: (verdict: Verdict) => void,
) => Promise<void>

const verdictOn = ({ mutant, ms, tests }: Living, status: Verdict['status'], by?: string): Verdict => ({
  mutant,
  status,
  ...(by !== undefined && { by }),
  ms,
  tests: tests.size,
})

/** Profiles of test files, and the mutants that modules meet when they are imported, as far as it was seen. */
const profilesIn = (workshop: Workshop, warn: (text: string) => void) => {
  const known = new Map<string, Profile | undefined>()
  const atImport = new Set<number>()
  const profileFor = async (test: string): Promise<Profile | undefined> => {
    if (known.has(test)) return known.get(test)
    const profile = await profileOf(workshop, test, warn)
    known.set(test, profile)
    for (const mutant of profile?.atImport ?? []) atImport.add(mutant)
    return profile
  }
  return { profileFor, atImport: atImport as ReadonlySet<number> }
}

/** Judges in one workshop; `limit` test files are asked about a source file. */
export const judgeIn = (workshop: Workshop, limit: number, warn: (text: string) => void): Judge => {
  const { profileFor, atImport } = profilesIn(workshop, warn)

  const sit = async (
    test: string,
    profile: Profile,
    open: readonly Living[],
    take: (notice: Notice, test: string) => void,
  ): Promise<void> => {
    const sitting = sittingOf(workshop, test, profile)
    const met = open.filter(({ number }) => profile.outside.has(number) || profile.tests.has(number))
    const noticed = await noticedByTests(sitting, met)
    const gone = new Set(noticed.map(({ living }) => living))
    const imported = open.filter(living => atImport.has(living.number) && !gone.has(living))
    for (const notice of [...noticed, ...(await noticedAtImport(sitting, imported))]) take(notice, test)
  }

  return async (mutants, tests, tell) => {
    const open = new Set(mutants.map((numbered): Living => ({ ...numbered, ms: 0, tests: new Set() })))
    const take = ({ living, status }: Notice, test: string): void => {
      open.delete(living)
      tell(verdictOn(living, status, test))
    }
    const slow: (() => Promise<void>)[] = []
    for (const test of tests.slice(0, limit)) {
      const profile = open.size === 0 ? undefined : await profileFor(test)
      if (profile === undefined) continue
      if (profile.isSlow) slow.push(() => sit(test, profile, [...open], take))
      else await sit(test, profile, [...open], take)
    }
    for (const ask of slow) await ask()
    for (const living of open) tell(verdictOn(living, 'survived'))
  }
}
