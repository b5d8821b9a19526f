// Writes docs/decisions/README.md, which lists the decisions. With --check nothing is written: fails when it is stale,
// and always when a decision is not in the one form.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { decisionIndex, decisionProblems } from './decisions/decision-records.ts'

const folder = 'docs/decisions'
const index = `${folder}/README.md`

const pages = readdirSync(folder)
  .filter(file => file !== 'README.md')
  .toSorted()
  .map(file => ({ file, text: readFileSync(`${folder}/${file}`, 'utf8') }))
const text = await format(decisionIndex(pages), { ...(await resolveConfig(index)), parser: 'markdown' })

const problems = [...decisionProblems(pages)]
if (!process.argv.includes('--check')) writeFileSync(index, text)
else if (!existsSync(index) || readFileSync(index, 'utf8') !== text)
  problems.push(`${index} does not list what is there: run npm run decisions`)

for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
