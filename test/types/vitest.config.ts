import { defineConfig } from 'vitest/config'

// Nothing is run: the compiler says which statements hold, and each belongs to a test with a name.
export default defineConfig({
  test: {
    include: [],
    typecheck: {
      enabled: true,
      only: true,
      include: ['**/*.type.test.ts'],
      exclude: ['**/node_modules/**', 'dist/**', '.tailrace/**'],
      tsconfig: 'tsconfig.types.json',
      spawnTimeout: 60_000,
    },
  },
})
