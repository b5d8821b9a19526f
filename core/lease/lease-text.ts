import type { LeaseHolder, LocalProcess } from './lease-party.ts'

/** What a mark says. */
export interface LeaseClaim {
  readonly holder: LeaseHolder
  /** Epoch milliseconds. */
  readonly untilMs: number
}

type Plain = Readonly<Record<string, unknown>>

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null

/** A process as it was written down; `undefined` for what is none. */
export const processIn = (value: unknown): LocalProcess | undefined => {
  if (!isPlain(value)) return undefined
  const { machine, pid, start } = value
  // A pid of 0 or below would ask after a whole group of processes.
  const isOne = typeof pid === 'number' && Number.isSafeInteger(pid) && pid > 0
  return isOne && typeof machine === 'string' && typeof start === 'string'
    ? { machine, pid, start }
    : undefined
}

/** A claim as the text of a mark. */
export const claimText = (claim: LeaseClaim): string => JSON.stringify(claim)

/** What the text of a mark claims; `undefined` for one that was cut off by a kill, or that is not ours. */
export const claimIn = (text: string): LeaseClaim | undefined => {
  try {
    // Of anything else these are not there, or asking for them throws.
    const { holder, untilMs } = JSON.parse(text) as { readonly holder: Plain; readonly untilMs: unknown }
    const { id, name, process } = holder
    if (typeof id !== 'string' || typeof name !== 'string' || typeof untilMs !== 'number') return undefined
    const found = processIn(process)
    return { holder: { id, name, ...(found && { process: found }) }, untilMs }
  } catch {
    return undefined
  }
}
