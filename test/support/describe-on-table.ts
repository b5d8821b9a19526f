import { afterAll, beforeAll, describe } from 'vitest'
import type { LocalEngine, WithTable } from './with-table.ts'
import { reasonToSkip, withTable } from './with-table.ts'

/**
 * Tests that need a table engine: started before them and stopped after them, or skipped with the reason why there is
 * none. `running` is to be asked in a test, not before.
 */
export const describeOnTable = async (
  kind: LocalEngine,
  tests: (running: () => WithTable) => void,
): Promise<void> => {
  const reason = await reasonToSkip(kind)
  describe.skipIf(reason !== undefined)(
    `a table of ${kind}${reason === undefined ? '' : `: ${reason}`}`,
    () => {
      let running: WithTable
      beforeAll(async () => {
        running = await withTable(kind)
      }, 300_000)
      afterAll(async () => running.engine.stop())
      tests(() => running)
    },
  )
}
