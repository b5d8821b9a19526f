import { defineConfig } from 'vitest/config'
import { closingLine } from '../support/closing-line.ts'

/** The package as people get it. Its files are named so that `npm test` does not take them up. */
export default defineConfig({
  test: {
    include: ['test/package/*.package.ts'],
    globalSetup: ['test/package/global-setup.ts'],
    maxWorkers: 1,
    setupFiles: ['test/support/same-samples.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', closingLine()],
  },
})
