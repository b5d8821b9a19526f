// One test file and the mutants that it meets.
import type { Answer, TestOrder } from './orders.ts'
import type { Profile } from './profile.ts'
import type { Workshop } from './workshop.ts'

/** Far above what the test takes by itself, since the machine may be busy. */
const limitFor = (usualMs: number): number => 8000 + 6 * usualMs
const testLimitFor = (usualMs: number): number => 5000 + 4 * usualMs

/** Asks one test file about mutants. */
export interface Sitting {
  readonly test: string
  /** What the file says of the mutant; `fresh` imports its modules with the mutant awake. */
  readonly ask: (mutant: number, fresh: boolean) => Promise<Answer>
  /** Whether the file still passes without any change, so that what was said of mutants counts. */
  readonly isSound: () => Promise<boolean>
  /** Ends the thread and what is left over in it. */
  readonly restart: () => Promise<unknown>
}

/** Opens a sitting of a test file that passes by itself. */
export const sittingOf = ({ run }: Workshop, test: string, profile: Profile): Sitting => {
  const { usualMs, needsFresh, outside, tests } = profile
  const base: TestOrder = {
    test,
    fresh: needsFresh,
    limitMs: limitFor(usualMs),
    testLimitMs: testLimitFor(usualMs),
  }
  const independent = new Map<string, boolean>()
  /** Whether a test needs those before it, so that all have to run. */
  let isWhole = false

  const standAlone = async (only: readonly string[]): Promise<boolean> => {
    const key = only.join('\n')
    const known = independent.get(key) ?? (await run({ ...base, only })).type === 'passed'
    independent.set(key, known)
    return known
  }

  const isSound = async (): Promise<boolean> => (await run(base)).type === 'passed'

  const ask = async (mutant: number, fresh: boolean): Promise<Answer> => {
    const only = fresh || isWhole || outside.has(mutant) ? undefined : tests.get(mutant)
    const order = { ...base, mutant, fresh: fresh || needsFresh, ...(only !== undefined && { only }) }
    const answer = await run(order)
    if (answer.type !== 'failed') return answer
    if (only !== undefined && !(await standAlone(answer.test === undefined ? only : [answer.test]))) {
      isWhole = true
      return ask(mutant, fresh)
    }
    // Such an error may be what the mutant before has left behind.
    if (answer.isOutside === true) return (await isSound()) ? run(order) : { ...answer, type: 'unsound' }
    return answer
  }

  return { test, ask, isSound, restart: () => run({ ...base, inNewThread: true }) }
}
