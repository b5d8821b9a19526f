// Writes infra/alarms.yml, which serverless.yml includes, from the definition of the alarms; `--check` compares only.
import { readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { projectAlarms } from '../operations/alarms/project-alarms.ts'
import { readProject } from '../operations/project/read-project.ts'

const file = 'infra/alarms.yml'
const { functions, tables } = await readProject('.', {})
const indexes = (tables[0]?.definition.GlobalSecondaryIndexes ?? []).flatMap(
  ({ IndexName }) => IndexName ?? [],
)
const written = projectAlarms({ functions, table: 'Table', indexes })
const text = await format(written, { ...(await resolveConfig(file)), parser: 'yaml' })

if (!process.argv.includes('--check')) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text) {
  process.stdout.write(`${file} is stale: run npm run alarms\n`)
  process.exitCode = 1
}
