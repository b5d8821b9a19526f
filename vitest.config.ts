import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['**/node_modules/**', 'dist/**', '.tailrace/**'],
    // Two cores is the machine the suite is sized for; more workers only make the engines time out.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
})
