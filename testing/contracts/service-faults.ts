import type { ContractAspect } from './contract.ts'

/**
 * What a test can do to the service behind an implementation. All are optional: a question that needs one which is
 * missing fails, unless the implementation says in `cannot` why it cannot be asked.
 */
export interface ServiceFaults {
  /** From now on the service refuses what holds this text, and nothing else. */
  readonly refuse?: (text: string) => void
  /** From now on the service cannot be reached. */
  readonly breakDown?: () => void | Promise<void>
  /** As `breakDown`, after the service has served one more call. */
  readonly breakAfterOne?: () => void
  /** The service can be reached again. */
  readonly restore?: () => void | Promise<void>
  /** From now on the service takes calls and answers none; resolves when the first one hangs. */
  readonly hang?: () => Promise<void>
  /** The service takes longer over the next call than over those that come after it. */
  readonly slowNext?: () => void
  /** Texts that no message may hold: passwords, keys. */
  readonly secrets?: readonly string[]
}

/** An implementation under test, with what can be done to the service behind it. */
export interface WithFaults {
  /** Left out where the service cannot be brought to anything; the call of the suite then says why. */
  readonly faults?: ServiceFaults
}

/** The fault that a question needs. */
export const needed = <Name extends keyof ServiceFaults>(
  faults: ServiceFaults | undefined,
  name: Name,
  aspect: ContractAspect,
): NonNullable<ServiceFaults[Name]> => {
  const found = faults?.[name]
  if (found === undefined)
    throw new Error(`No faults.${name} to show "${aspect}" with: give it, or say in \`cannot\` why not.`)
  return found
}
