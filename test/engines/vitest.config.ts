import { defineConfig } from 'vitest/config'
import { closingLine } from '../support/closing-line.ts'

/** The suite on real engines. Its files are named so that `npm test` does not take them up. */
export default defineConfig({
  test: {
    include: ['test/engines/*.engines.ts', 'test/engines/table-engines.test.ts'],
    // Each file starts engines of its own; two cores have no room for those of two files.
    maxWorkers: 1,
    setupFiles: ['test/support/same-samples.ts'],
    testTimeout: 120_000,
    hookTimeout: 300_000,
    reporters: ['default', closingLine()],
  },
})
