import type { ContractCase } from '../../testing/contracts/contract.ts'

/** The cases that an implementation does not pass, by name. */
export const failing = async (cases: readonly ContractCase[]): Promise<readonly string[]> => {
  const names: string[] = []
  for (const { name, run } of cases) await run().catch(() => names.push(name))
  return names
}
