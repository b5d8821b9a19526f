// What the process that runs tests is told, and what it answers.
import type { ReachedMutants } from './switches.ts'

/** One run of one test file. */
export interface TestOrder {
  readonly test: string
  /** The mutant that is awake, if any. */
  readonly mutant?: number
  /** The tests of the file that are run; without it all. */
  readonly only?: readonly string[]
  /** Modules are imported anew, with the mutant awake. Otherwise they stay, and only the test file itself is read again. */
  readonly fresh: boolean
  /** Ends the thread first, and begins another. */
  readonly inNewThread?: boolean
  /** Ends the run if it takes longer. */
  readonly limitMs: number
  /** Ends each test that has no limit of its own. */
  readonly testLimitMs: number
}

/** How the run ended; `unsound` if the file failed before the mutant was awake. */
export interface Answer {
  readonly type: 'passed' | 'failed' | 'timed-out' | 'unsound'
  readonly ms: number
  /** Of the processor, which the machine's other work does not make longer. */
  readonly cpuMs?: number
  /** The first test that failed; none if something else did: the import, a suite, a rejection that nobody handled. */
  readonly test?: string
  /** Whether nothing but errors outside of tests speaks against it. */
  readonly isOutside?: boolean
  /** Whether something may go on that should have ended: a test took too long. */
  readonly isUnsure?: boolean
  /** Of a run of all tests without a mutant. */
  readonly reached?: ReachedMutants
  readonly message?: string
}
