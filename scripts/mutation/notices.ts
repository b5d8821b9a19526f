// Which mutants one test file notices.
import type { NumberedMutant } from './instrumented.ts'
import type { Sitting } from './sitting.ts'

/** A mutant that no test has noticed yet. */
export interface Living extends NumberedMutant {
  ms: number
  /** Test files that have run it. */
  readonly tests: Set<string>
}

/** A mutant that a test has noticed. */
export interface Notice {
  readonly living: Living
  readonly status: 'killed' | 'timed-out'
}

/** After so many mutants that were noticed it is tried whether the tests still pass without any. */
const noticesPerCheck = 25

const asked = async (sitting: Sitting, living: Living, fresh: boolean): Promise<Notice | undefined> => {
  const { type, ms } = await sitting.ask(living.number, fresh)
  living.ms += ms
  if (type === 'unsound') return undefined
  living.tests.add(sitting.test)
  if (type === 'failed') return { living, status: 'killed' }
  return type === 'timed-out' ? { living, status: 'timed-out' } : undefined
}

const askedAlone = async (sitting: Sitting, notices: readonly Notice[]): Promise<readonly Notice[]> => {
  const found: Notice[] = []
  for (const { living } of notices) {
    await sitting.restart()
    const notice = await asked(sitting, living, false)
    if (notice !== undefined) found.push(notice)
  }
  await sitting.restart()
  return found
}

/** Whom the file notices of those that its tests meet: what it says counts only if it passes afterwards without any. */
export const noticedByTests = async (
  sitting: Sitting,
  met: readonly Living[],
): Promise<readonly Notice[]> => {
  const proven: Notice[] = []
  let unproven: Notice[] = []
  const prove = async (): Promise<void> => {
    if (unproven.length === 0) return
    proven.push(...((await sitting.isSound()) ? unproven : await askedAlone(sitting, unproven)))
    unproven = []
  }
  for (const living of met) {
    const notice = await asked(sitting, living, false)
    if (notice !== undefined) unproven.push(notice)
    if (unproven.length >= noticesPerCheck) await prove()
  }
  await prove()
  return proven
}

/** Whom the file notices when its modules are imported with the mutant awake. */
export const noticedAtImport = async (
  sitting: Sitting,
  met: readonly Living[],
): Promise<readonly Notice[]> => {
  const found: Notice[] = []
  for (const living of met) {
    const notice = await asked(sitting, living, true)
    if (notice !== undefined) found.push(notice)
  }
  return found
}
