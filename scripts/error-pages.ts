// Writes docs/errors from the faults that the rooms declare. With --check nothing is written: fails when a page is
// stale, and always when a code is duplicated, never raised or undocumented, or when its remedy points to a page that
// the package lacks.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { format, resolveConfig } from 'prettier'
import { declaredFaults } from './errors/declared-faults.ts'
import { errorPages } from './errors/error-pages.ts'
import { faultProblems } from './errors/fault-problems.ts'
import { raisedCodes } from './errors/raised-codes.ts'

const folder = 'docs/errors'
const isCheck = process.argv.includes('--check')

/** Rooms that are no part of the product, and what has no code of it. */
const others =
  /^(node_modules|test|testing|bench|docs|examples|scripts|infra|dist|coverage|\..*)\/|\.(test|contract|d)\.ts$/

const sources = readdirSync('.', { withFileTypes: true })
  .filter(entry => entry.isDirectory() && !others.test(`${entry.name}/`))
  .flatMap(({ name }) =>
    readdirSync(name, { recursive: true, encoding: 'utf8' }).map(file => `${name}/${file}`),
  )
  .filter(file => file.endsWith('.ts') && !others.test(file))
  .toSorted()
  .map(file => ({ file, text: readFileSync(file, 'utf8') }))

const faults = sources.flatMap(({ file, text }) => declaredFaults(file, text))
const codes = new Set(faults.map(({ code }) => code))
const declaring = new Set(faults.map(({ file }) => file))
const raised = sources
  .filter(({ file }) => !declaring.has(file))
  .map(({ file, text }) => [file, raisedCodes(file, text, codes)] as const)
const raisedIn = new Map(
  [...codes].map(code => [code, raised.filter(([, found]) => found.has(code)).map(([file]) => file)]),
)

const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly files: readonly string[] }
const isShipped = (page: string): boolean => files.some(file => page === file || page.startsWith(`${file}/`))

const config = { ...(await resolveConfig(`${folder}/README.md`)), parser: 'markdown' }
const pages = new Map<string, string>()
for (const [name, text] of errorPages(faults, raisedIn)) pages.set(name, await format(text, config))

const written = (): ReadonlyMap<string, string> =>
  new Map(readdirSync(folder).map(name => [name, readFileSync(`${folder}/${name}`, 'utf8')]))

if (!isCheck) {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of pages) writeFileSync(`${folder}/${name}`, text)
}

const found = written()
const stale = [...new Set([...pages.keys(), ...found.keys()])].filter(
  name => pages.get(name) !== found.get(name),
)
const problems = [
  ...faultProblems(faults, { raisedIn, pages: [...found.values()].join('\n'), isShipped }),
  ...stale.map(name => `${folder}/${name} is not what the faults say: run npm run error-pages`),
]
for (const problem of problems) process.stdout.write(`${problem}\n`)
if (problems.length > 0) process.exitCode = 1
