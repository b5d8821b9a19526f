// Writes infra/filters.json, which serverless.yml includes, from the functions' registries; `--check` compares only.
import { readFileSync, writeFileSync } from 'node:fs'
import { filterPatterns } from '../operations/filters/filter-patterns.ts'

const file = 'infra/filters.json'
const text = await filterPatterns('.', {})

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  process.stdout.write(`${file} is stale: run npm run filters\n`)
  process.exitCode = 1
}
