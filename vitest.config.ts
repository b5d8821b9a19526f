import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Examples name the package as its users do; what they test is the source.
  resolve: {
    alias: {
      'tailrace/config': new URL('./operations/project/config/define-config.ts', import.meta.url).pathname,
      'tailrace/engine': new URL('./engine/index.ts', import.meta.url).pathname,
    },
  },
  test: {
    include: ['**/*.test.ts'],
    setupFiles: ['test/support/same-samples.ts'],
    exclude: ['**/node_modules/**', 'dist/**', '.tailrace/**', '**/*.type.test.ts'],
    // Two cores is the machine the suite is sized for; more workers only make the engines time out.
    maxWorkers: 2,
    testTimeout: 20_000,
  },
})
