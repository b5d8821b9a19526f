// Links, anchors and paths of all pages: they lead to what is there, and from the README links lead to every page.
import { globSync, readFileSync, statSync } from 'node:fs'
import { linkProblems, unreachedPages } from './links/link-problems.ts'
import { pathProblems } from './links/path-problems.ts'
import type { Repository } from './links/repository.ts'

const notOurs = ['node_modules', 'dist', '.git', '.tailrace', '.serverless', 'coverage']

const found = ['**/*', '**/.*', '.ci/**', '.github/**'].flatMap(pattern =>
  globSync(pattern, { exclude: name => notOurs.includes(name.split('/').at(-1) ?? '') }),
)
const files = new Set(found.filter(name => statSync(name).isFile()).toSorted())
const pages = new Map(
  [...files].filter(file => file.endsWith('.md')).map(file => [file, readFileSync(file, 'utf8')] as const),
)
const repository: Repository = { files, pages }

/** What pages name and the repository does not have. */
const elsewhere: Readonly<Record<string, string>> = {
  'serverless.ts': 'a form of the deploy file that is not read',
  'src/tickets.ts': 'of a project that tailrace init starts',
  'src/changes.ts': 'of a project that tailrace init starts',
  'test/fixtures/tickets.ndjson': 'of a project that tailrace init starts',
}

const problems = [
  ...linkProblems(repository),
  ...unreachedPages(repository, 'README.md', 'docs'),
  ...pathProblems(repository, elsewhere),
]
for (const problem of problems) process.stdout.write(`${problem}\n`)
process.exitCode = problems.length === 0 ? 0 : 1
