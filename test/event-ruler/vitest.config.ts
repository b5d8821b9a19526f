import { defineConfig } from 'vitest/config'
import { closingLine } from '../support/closing-line.ts'

/** The comparison with AWS's own matcher. Its file is named so that `npm test` does not take it up. */
export default defineConfig({
  test: {
    include: ['test/event-ruler/*.fuzz.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['default', closingLine()],
  },
})
