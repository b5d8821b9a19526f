// Writes infra/filters.json, which serverless.yml includes, from the functions' registries; `--check` compares only.
import { readFileSync, writeFileSync } from 'node:fs'
import { filterCriteria } from '../core/registry/criteria.ts'
import { registriesByName } from '../operations/project/registries.ts'

const file = 'infra/filters.json'

/** Lambda has no pattern for "everything" but one that names it all. */
const everything = [{ eventName: ['INSERT', 'MODIFY', 'REMOVE'] }]

const registries = await registriesByName('.', {})
const patterns = [...registries].map(([name, registry]) => {
  const filters = filterCriteria(registry)?.Filters.map(({ Pattern }) => JSON.parse(Pattern) as unknown)
  return [name, filters ?? everything] as const
})
const text = `${JSON.stringify(Object.fromEntries(patterns), undefined, 2)}\n`

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  process.stdout.write(`${file} is stale: run npm run filters\n`)
  process.exitCode = 1
}
