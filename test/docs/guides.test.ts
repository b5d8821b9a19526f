import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, it } from 'vitest'

const root = process.cwd()

/** What examples import by the package's names, and a type of the reader's own. */
const modules: Readonly<Record<string, string>> = {
  tailrace: './core/index.ts',
  'tailrace/store': './store/index.ts',
  'tailrace/model': './model/index.ts',
}
const readersOwn = `interface Order {
  status: string; note?: string; paidAt?: string; address: { city: string }
  log: string[]; attempts: number; tags: Set<string>
}`

const blocksIn = (page: string): readonly string[] =>
  [...page.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code)

/** One module of all examples: imports first, the first block for all, every other in a scope of its own. */
const moduleOf = (page: string): string => {
  const imports: string[] = []
  const [first = '', ...others] = blocksIn(page).map(block =>
    block.replace(/^import .*? from '(.*?)'\n/gms, (line: string, name: string) => {
      const file = modules[name]
      if (!name.startsWith('.'))
        imports.push(file === undefined ? line : line.replace(`'${name}'`, `'${file}'`))
      return ''
    }),
  )
  return [...imports, readersOwn, first, ...others.map(block => `{\n${block}\n}`)].join('\n')
}

const problemsOf = (code: string): readonly string[] => {
  const { config } = ts.readConfigFile('tsconfig.json', name => ts.sys.readFile(name)) as {
    config: { compilerOptions: object }
  }
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root)
  const file = join(root, 'examples-of-the-guide.ts')
  const host = ts.createCompilerHost(options)
  const real = host.getSourceFile.bind(host)
  host.getSourceFile = (name, ...rest) =>
    name === file ? ts.createSourceFile(name, code, ts.ScriptTarget.ES2024) : real(name, ...rest)
  const program = ts.createProgram([file], options, host)
  const source = program.getSourceFile(file)
  return ts.getPreEmitDiagnostics(program, source).map(({ start = 0, messageText }) => {
    const line = code.slice(0, start).split('\n').length
    const text = code.split('\n')[line - 1] ?? ''
    return `${text.trim()}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
  })
}

it.each(['docs/guides/table.md'])('%s shows examples that compile', { timeout: 60_000 }, page => {
  const wrong = 'await store.get(shop, 1)'

  const problems = problemsOf(`${moduleOf(readFileSync(page, 'utf8'))}\n${wrong}`)

  // The one that is wrong on purpose shows that the examples were looked at.
  expect(problems).toEqual([expect.stringMatching(/^await store\.get\(shop, 1\)/)])
})
