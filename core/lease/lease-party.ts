/** A process that others on its machine can look for. */
export interface LocalProcess {
  /** The machine since it was started, so that no other one is taken for it. */
  readonly machine: string
  /** Its number, as the system gives it. */
  readonly pid: number
  /** When the process was started, in the machine's own words: a number that is used again is another process. */
  readonly start: string
}

/** Who holds something, as its mark says it. */
export interface LeaseHolder {
  /** No other holder has it. */
  readonly id: string
  /** For people: `process 4711 on laptop`. */
  readonly name: string
  /** Left out where nobody could look for it; then only the clock ends what it holds. */
  readonly process?: LocalProcess
}

/** One that takes leases: who it is, and what it can tell of others. */
export interface LeaseParty {
  /** How it signs what it takes. */
  readonly holder: LeaseHolder
  /** True only for a process that surely is no more. */
  readonly isDead: (process: LocalProcess) => Promise<boolean>
}

/** One of which others can only see whether its time is over, and which knows no more of them. */
export const partyByClock = (id: string, name: string): LeaseParty => ({
  holder: { id, name },
  isDead: async () => Promise.resolve(false),
})
