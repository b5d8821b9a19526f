/**
 * The questions that the suite of every port answers: with a case, or with the reason why there can be none.
 * - `refusal-of-one`: the service refuses one thing for what it is
 * - `refusal-of-all`: it refuses everything, or cannot be reached
 * - `partial-failure`: it goes away in the middle of a call
 * - `abort`: the caller's time is over
 * - `order`: what came first is there first
 * - `repetition`: the same identity twice
 * - `big-input`: more than any one request of the service takes
 * - `secrets`: no message holds a password or a key
 */
export type ContractAspect =
  | 'refusal-of-one'
  | 'refusal-of-all'
  | 'partial-failure'
  | 'abort'
  | 'order'
  | 'repetition'
  | 'big-input'
  | 'secrets'

/** All of them, for tables. */
export const contractAspects: readonly ContractAspect[] = [
  'refusal-of-one',
  'refusal-of-all',
  'partial-failure',
  'abort',
  'order',
  'repetition',
  'big-input',
  'secrets',
]

/** Why an implementation, or every one of a port, has nothing to show of a question. */
export type ReasonsAgainst = Readonly<Partial<Record<ContractAspect, string | undefined>>>

/** One promise of a port, ready to be run by any test runner: it rejects when the promise is broken. */
export interface ContractCase {
  /** A sentence: what the port promises. */
  readonly name: string
  /** Which of the questions that every suite answers this one is. */
  readonly aspect?: ContractAspect
  /** Rejects when the promise is broken. */
  readonly run: () => Promise<void>
}

/** A promise of a port before it is known who has to keep it. Each call of `make` gives a new, empty one. */
export interface PortCase<Given> {
  /** A sentence: what the port promises. */
  readonly name: string
  /** Which of the questions that every suite answers this one is. */
  readonly aspect?: ContractAspect
  /** Rejects when the promise is broken. */
  readonly run: (make: () => Promise<Given>) => Promise<void>
}

/** What the suite of a port is made of. */
export interface PortContractParts<Given> {
  /** The interface's name. */
  readonly port: string
  /** Questions that no implementation of the port can be asked. */
  readonly without: ReasonsAgainst
  /** In the order in which they are run. */
  readonly cases: readonly PortCase<Given>[]
}

/**
 * The suite of a port. Called with a function that makes an empty implementation it gives the cases, for
 * `for (const { name, run } of cases) it(name, run)` in vitest, jest and `node:test` alike. `cannot` leaves out
 * questions that this implementation cannot be asked, each with its reason.
 */
export type PortContract<Given> = PortContractParts<Given> &
  ((make: () => Given | Promise<Given>, cannot?: ReasonsAgainst) => readonly ContractCase[])

/**
 * Makes a suite of its parts: for a port of your own.
 *
 * @example
 * ```ts
 * export const clockContract = portContract<Clock>({
 *   port: 'Clock',
 *   without: { abort: 'it is read at once' },
 *   cases: [{ name: 'goes on', run: async make => ok((await make()).now() > 0) }],
 * })
 * ```
 */
export const portContract = <Given>(parts: PortContractParts<Given>): PortContract<Given> =>
  Object.assign(
    (make: () => Given | Promise<Given>, cannot: ReasonsAgainst = {}): readonly ContractCase[] =>
      parts.cases
        .filter(({ aspect }) => aspect === undefined || cannot[aspect] === undefined)
        .map(({ run, ...named }) => ({ ...named, run: async () => run(async () => make()) })),
    parts,
  )

/**
 * Reasons of an implementation that lives in the memory of its process: there is no service that could refuse anything,
 * go away, answer late or hand out passwords.
 */
export const withoutService: ReasonsAgainst = {
  'refusal-of-one': 'memory takes whatever it is given',
  'refusal-of-all': 'memory takes whatever it is given',
  'partial-failure': 'nothing goes away in the middle of a call',
  abort: 'a call is over before anybody could stop it',
  secrets: 'nothing in memory needs a password',
}
