import { describe, it } from 'vitest'
import type { ContractCase } from '../../testing/contracts/contract.ts'

/** Runs the cases of a suite as tests. */
export const holdTo = (name: string, cases: readonly ContractCase[]): void => {
  describe(name, () => {
    for (const { name: promise, run } of cases) it(promise, run)
  })
}
