import { defineConfig } from 'tailrace/config'

export default defineConfig({ input: 'items.json', synth: 'npx cdk synth --quiet' })
