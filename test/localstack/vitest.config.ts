import { defineConfig } from 'vitest/config'
import { closingLine } from '../support/closing-line.ts'

const minutes = 60_000

export default defineConfig({
  test: {
    include: ['test/localstack/**/*.localstack.ts'],
    globalSetup: 'test/localstack/global-setup.ts',
    setupFiles: 'test/localstack/target-env.ts',
    // One LocalStack, which the files share; each has a stage of its own.
    fileParallelism: false,
    testTimeout: 5 * minutes,
    hookTimeout: 3 * minutes,
    reporters: ['default', closingLine()],
  },
})
