// Follows the recipes of docs/recipes in a copy of the repository, to the letter: their `sh` blocks are run and their
// `diff` blocks applied. Then the copy must type-check, lint, keep to its rooms and pass the tests that came in.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = process.cwd()
const copy = mkdtempSync(join(tmpdir(), 'tailrace-recipes-'))
process.on('exit', () => rmSync(copy, { recursive: true, force: true }))

const run = (command: string, args: readonly string[], input?: string): string => {
  const cwd = copy
  const env = { ...process.env, PATH: `${join(root, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` }
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env, input, encoding: 'utf8' })
  if (status === 0) return stdout
  process.stdout.write(`FAILED ${command} ${args.join(' ')}\n${error?.message ?? ''}${stdout}${stderr}\n`)
  process.exit(1)
}

const copyRepository = (): void => {
  const listed = spawnSync('git', ['ls-files', '-coz', '--exclude-standard'], { encoding: 'utf8' }).stdout
  for (const file of listed.split('\0').filter(Boolean))
    cpSync(join(root, file), join(copy, file), { force: true, errorOnExist: false })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  run('git', ['init', '--quiet'])
  run('git', ['add', '--all'])
}

/** Code blocks of a page, in their order, without the indentation of the list that they stand in. */
const blocksIn = (page: string): readonly { readonly language: string; readonly text: string }[] =>
  [...page.matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms)].map(([, indent = '', language = '', text = '']) => ({
    language,
    text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))

const follow = (recipe: string): void => {
  for (const { language, text } of blocksIn(readFileSync(join('docs/recipes', recipe), 'utf8'))) {
    if (language === 'sh') run('sh', ['-e'], text)
    if (language === 'diff') run('git', ['apply', '--recount', '-'], text)
  }
}

const changedFiles = (): readonly string[] =>
  ['--modified', '--others']
    .flatMap(kind => run('git', ['ls-files', kind, '--exclude-standard']).split('\n'))
    .filter(Boolean)
    .toSorted()

/** Files that the rows of a recipe's table name. */
const promisedFiles = (recipe: string): readonly string[] =>
  [...readFileSync(join('docs/recipes', recipe), 'utf8').matchAll(/^\| `([^`]+)`/gm)]
    .map(([, file = '']) => file)
    .toSorted()

const [only] = process.argv.slice(2)
const recipes = readdirSync('docs/recipes').filter(
  file => file.startsWith('add-') && (only === undefined || file === only),
)
copyRepository()
let seen: readonly string[] = []
const allChanged = new Set<string>()
for (const recipe of recipes) {
  follow(recipe)
  const now = changedFiles()
  const mine = now.filter(file => !seen.includes(file))
  const unnamed = mine.filter(file => !promisedFiles(recipe).includes(file))
  const untouched = promisedFiles(recipe).filter(file => !now.includes(file))
  for (const file of now) allChanged.add(file)
  if (unnamed.length > 0 || untouched.length > 0) {
    process.stdout.write(
      `FAILED ${recipe}: touches ${unnamed.join(', ') || 'nothing'} unnamed, leaves ${untouched.join(', ') || 'nothing'} of its table\n`,
    )
    process.exit(1)
  }
  process.stdout.write(`ok     ${recipe}: ${promisedFiles(recipe).length} files\n`)
  seen = now
}
const changed = [...allChanged]
const tests = changed.filter(file => file.endsWith('.test.ts'))
run('tsc', ['--project', '.'])
run('eslint', ['--max-warnings', '0', ...changed.filter(file => file.endsWith('.ts'))])
run('prettier', ['--check', '--log-level', 'warn', ...changed])
run('depcruise', ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', '.'])
run('vitest', ['run', ...tests, 'test/contract/coverage.test.ts'])
process.stdout.write(`ok     types, lint, format, rooms, ${tests.length} tests and the table of ports\n`)
