import { join, resolve } from 'node:path'
import ts from 'typescript'
import { publicEntries } from '../../scripts/public-entries.ts'

const optionsOf = (): ts.CompilerOptions => {
  const { config } = ts.readConfigFile('tsconfig.json', name => ts.sys.readFile(name)) as {
    config: { compilerOptions: object }
  }
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, process.cwd())
  // A reader has the package's entries and nothing else.
  const paths = Object.entries(publicEntries()).map(
    ([name, file]) => [name, [resolve(file)]] as [string, string[]],
  )
  return { ...options, paths: Object.fromEntries(paths) }
}

const describe = (page: string, code: string, { start = 0, messageText }: ts.Diagnostic): string => {
  const line = code.slice(0, start).split('\n').length
  const text = code.split('\n')[line - 1] ?? ''
  return `${page}: ${text.trim()}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`
}

/** What the compiler says about the modules of pages, all in one program; nothing is written. */
export const compileModules = (modules: ReadonlyMap<string, string>): readonly string[] => {
  const options = optionsOf()
  const host = ts.createCompilerHost(options)
  const files = new Map(
    [...modules].map(([page, code]) => [join(process.cwd(), `${page}.ts`), { page, code }]),
  )
  const real = host.getSourceFile.bind(host)
  host.getSourceFile = (name, ...rest) => {
    const code = files.get(name)?.code
    return code === undefined ? real(name, ...rest) : ts.createSourceFile(name, code, ts.ScriptTarget.ES2024)
  }
  const program = ts.createProgram([...files.keys()], options, host)
  return [...files].flatMap(([file, { page, code }]) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(diagnostic => describe(page, code, diagnostic)),
  )
}
