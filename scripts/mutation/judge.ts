import type { NumberedMutant } from './instrumented.ts'
import type { Mutant } from './mutant.ts'
import type { Profile } from './profile.ts'
import { profileOf } from './profile.ts'
import type { Sitting } from './sitting.ts'
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

/** A mutant that no test has noticed yet. */
interface Living extends NumberedMutant {
  ms: number
  tests: number
}

interface Notice {
  readonly living: Living
  readonly status: 'killed' | 'timed-out'
}

/** After so many mutants that were noticed it is tried whether the tests still pass without any. */
const noticesPerCheck = 25

const askFor =
  (sitting: Sitting) =>
  async (living: Living, fresh: boolean): Promise<Notice | undefined> => {
    const { type, ms } = await sitting.ask(living.number, fresh)
    living.ms += ms
    if (type === 'failed') return { living, status: 'killed' }
    return type === 'timed-out' ? { living, status: 'timed-out' } : undefined
  }

/** Whom this file notices of those that it meets: what it says counts only if it passes afterwards without a mutant. */
const noticedBy = async (sitting: Sitting, met: readonly Living[]): Promise<readonly Notice[]> => {
  const ask = askFor(sitting)
  const proven: Notice[] = []
  let unproven: Notice[] = []

  const askAlone = async (): Promise<void> => {
    for (const { living } of unproven) {
      await sitting.restart()
      const notice = await ask(living, false)
      if (notice !== undefined) proven.push(notice)
    }
    await sitting.restart()
  }
  const prove = async (): Promise<void> => {
    if (unproven.length === 0) return
    if (await sitting.isSound()) proven.push(...unproven)
    else await askAlone()
    unproven = []
  }

  for (const living of met) {
    const notice = await ask(living, false)
    if (notice !== undefined) unproven.push(notice)
    if (unproven.length >= noticesPerCheck) await prove()
  }
  await prove()
  return proven
}

const isMetByTests = (mutant: number, { outside, tests }: Profile): boolean =>
  outside.has(mutant) || tests.has(mutant)

/** Judges mutants in one workshop, those of one source file at a time, by the `limit` nearest of its test files. */
export const judgeIn = (
  workshop: Workshop,
  limit: number,
  warn: (text: string) => void,
): ((
  mutants: readonly NumberedMutant[],
  tests: readonly string[],
  tell: (verdict: Verdict) => void,
) => Promise<void>) => {
  const profiles = new Map<string, Profile | undefined>()
  /** Mutants that modules meet when they are imported, as far as it was seen. */
  const atImport = new Set<number>()

  const profiled = async (test: string): Promise<Profile | undefined> => {
    if (profiles.has(test)) return profiles.get(test)
    const profile = await profileOf(workshop, test, warn)
    profiles.set(test, profile)
    for (const mutant of profile?.atImport ?? []) atImport.add(mutant)
    return profile
  }

  return async (mutants, tests, tell) => {
    const open = new Set(mutants.map((numbered): Living => ({ ...numbered, ms: 0, tests: 0 })))

    const end = ({ mutant, ms, tests }: Living, status: Verdict['status'], by?: string): void =>
      tell({ mutant, status, ...(by !== undefined && { by }), ms, tests })

    const sit = async (test: string, profile: Profile, asked: Iterable<Living>): Promise<void> => {
      const sitting = sittingOf(workshop, test, profile)
      const meets = ({ number }: Living): boolean => isMetByTests(number, profile) || atImport.has(number)
      const met = [...asked].filter(meets)
      for (const living of met) living.tests += 1
      const take = ({ living, status }: Notice): void => {
        open.delete(living)
        end(living, status, test)
      }
      const byTests = met.filter(({ number }) => isMetByTests(number, profile))
      for (const notice of await noticedBy(sitting, byTests)) take(notice)
      const ask = askFor(sitting)
      for (const living of met.filter(one => open.has(one) && atImport.has(one.number))) {
        const notice = await ask(living, true)
        if (notice !== undefined) take(notice)
      }
    }

    const slow: string[] = []
    for (const test of tests.slice(0, limit)) {
      if (open.size === 0) break
      const profile = await profiled(test)
      if (profile?.isSlow === true) slow.push(test)
      else if (profile !== undefined) await sit(test, profile, open)
    }
    for (const test of slow) {
      const profile = profiles.get(test)
      const unmet = [...open].filter(living => living.tests === 0)
      if (profile !== undefined) await sit(test, profile, unmet)
    }
    for (const living of open) end(living, 'survived')
  }
}
