import type { Mutant } from './mutant.ts'

/** What one test file says of the tree as it is now. */
export interface TestVerdict {
  readonly type: 'passed' | 'failed' | 'timed-out'
  readonly ms: number
}

/** A copy of the repository, to change and to test. */
export interface Workshop {
  readonly change: (mutant: Mutant | undefined) => void
  /** `limitMs` ends a test that hangs. */
  readonly run: (test: string, limitMs: number) => Promise<TestVerdict>
}

/** What became of a mutant: it is survived only by tests that ran and passed. */
export interface Verdict {
  readonly mutant: Mutant
  readonly status: 'killed' | 'timed-out' | 'survived'
  /** The test that noticed. */
  readonly by?: string
  readonly ms: number
}

const unchangedLimitMs = 120_000

/** Far above what the test takes by itself, since the machine may be busy. */
const limitFor = (usualMs: number): number => 15_000 + 5 * usualMs

/** Judges mutants of one workshop; remembers what each test takes, and which ones found something. */
export const judgeIn = (
  workshop: Workshop,
  warn: (text: string) => void,
): ((mutant: Mutant, tests: readonly string[]) => Promise<Verdict>) => {
  const usualMs = new Map<string, number>()
  const kills = new Map<string, number>()

  /** A test that fails without any change proves nothing. */
  const usualOf = async (test: string): Promise<number> => {
    const known = usualMs.get(test)
    if (known !== undefined) return known
    workshop.change(undefined)
    const { type, ms } = await workshop.run(test, unchangedLimitMs)
    if (type !== 'passed') warn(`${test} ${type} without any change: it is left out`)
    const usual = type === 'passed' ? ms : -1
    usualMs.set(test, usual)
    return usual
  }

  const firstToNotice = (file: string, tests: readonly string[]): readonly string[] => {
    const found = (test: string): number => kills.get(`${file} ${test}`) ?? 0
    return tests.toSorted((a, b) => found(b) - found(a))
  }

  return async (mutant, tests) => {
    let ms = 0
    for (const test of firstToNotice(mutant.file, tests)) {
      const usual = await usualOf(test)
      if (usual < 0) continue
      workshop.change(mutant)
      const verdict = await workshop.run(test, limitFor(usual))
      ms += verdict.ms
      if (verdict.type === 'passed') continue
      kills.set(`${mutant.file} ${test}`, (kills.get(`${mutant.file} ${test}`) ?? 0) + 1)
      return { mutant, status: verdict.type === 'failed' ? 'killed' : 'timed-out', by: test, ms }
    }
    return { mutant, status: 'survived', ms }
  }
}
