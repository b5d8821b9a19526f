// Exported names that more than one file defines: a reader who meets the word would have to ask which one is meant.
import { globSync } from 'node:fs'
import { dirname } from 'node:path'
import { exportedNames } from './exported-names.ts'
import type { AllowedNames } from './name-clashes.ts'
import { nameClashes } from './name-clashes.ts'

const allowed: AllowedNames = {
  handler: 'the name under which Lambda calls each function of functions/',
  not: 'a word of two languages, of filters and of conditions, each with an entry of its own',
  setup: 'the name by which vitest calls what goes before a suite',
  pipeline: 'the name by which commands read the registry of each function of functions/',
}

const notOurs = ['node_modules', 'dist', '.tailrace']
// Projects of their own: nobody meets the words of two of them in one place.
const apart = ['test/projects', ...globSync('examples/*/package.json').map(file => dirname(file))]
const files = globSync('**/*.ts', {
  exclude: path => apart.includes(path) || notOurs.includes(path.split('/').at(-1) ?? ''),
})

const problems = nameClashes(exportedNames(files), allowed)
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
