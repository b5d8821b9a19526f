import { defineConfig } from 'tailrace/config'

export default defineConfig({ input: 'input.ts' })
