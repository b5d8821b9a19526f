// Public exports without TSDoc, and members of theirs: of all entries of the package, followed to the declarations.
import { readFileSync } from 'node:fs'
import { normalize } from 'node:path'
import { publicEntries } from './public-entries.ts'
import { publicDeclarations, syntaxReader } from './tsdoc/public-declarations.ts'
import { undocumented } from './tsdoc/undocumented.ts'

const syntaxOf = syntaxReader(file => readFileSync(file, 'utf8'))

const declarations = Object.values(publicEntries()).flatMap(entry =>
  publicDeclarations(normalize(entry), syntaxOf),
)
const problems = [...new Set(declarations.flatMap(undocumented))].toSorted()
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
