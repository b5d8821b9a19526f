// What instrumented code asks whether it is to misbehave; it also notes who asked what.

/** The name of the global, and of the constant in each instrumented source. */
export const switchName = '$mutants'

/** Mutants that were asked for while a test file ran. */
export interface ReachedMutants {
  /** By no test: while modules were imported, tests collected, or a suite prepared. How often, by number. */
  readonly outside: ReadonlyMap<number, number>
  /** By each test. */
  readonly tests: ReadonlyMap<string, readonly number[]>
}

/** Mutants of a process: at most one of them is awake. */
export interface Switches {
  readonly is: (mutant: number) => boolean
  readonly wake: (mutant: number | undefined) => void
  /** Whom to note from now on: a test, or none. */
  readonly runs: (test: string | undefined) => void
  /** Forgets what was reached, and tells it. */
  readonly takeReached: () => ReachedMutants
}

/** Switches for so many mutants, all asleep. */
export const switchesFor = (size: number): Switches => {
  let active = -1
  let turn = 0
  let noted: number[] | undefined
  let outside = new Uint32Array(size)
  let tests = new Map<string, number[]>()
  /** The turn in which a mutant was noted last. */
  const lastTurn = new Uint32Array(size)
  return {
    is: mutant => {
      if (noted === undefined) outside[mutant] = (outside[mutant] ?? 0) + 1
      else if (lastTurn[mutant] !== turn) {
        lastTurn[mutant] = turn
        noted.push(mutant)
      }
      return mutant === active
    },
    wake: mutant => {
      active = mutant ?? -1
    },
    runs: test => {
      turn += 1
      noted = test === undefined ? undefined : (tests.get(test) ?? [])
      if (test !== undefined && noted !== undefined) tests.set(test, noted)
    },
    takeReached: () => {
      const reached = {
        outside: new Map(
          [...outside].map((count, mutant) => [mutant, count] as const).filter(([, n]) => n > 0),
        ),
        tests,
      }
      outside = new Uint32Array(size)
      tests = new Map()
      return reached
    },
  }
}
