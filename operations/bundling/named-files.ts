import { existsSync, readFileSync, statSync } from 'node:fs'
import { posix } from 'node:path'

/** What code calls its own folder. */
const folder =
  /(?:__dirname|import\.meta\.dirname|(?:\w+\.)?dirname\(\s*(?:__filename|import\.meta\.filename|(?:\w+\.)?fileURLToPath\(\s*import\.meta\.url\s*\))\s*\))/
    .source

/** What code calls the folder that Lambda unpacks the zip into. */
const task = /(?:process\.cwd\(\)|process\.env\.LAMBDA_TASK_ROOT|process\.env\[['"]LAMBDA_TASK_ROOT['"]\])/
  .source

const text = /'[^'\n]*'|"[^"\n]*"|`[^`$]*`/.source

/** Texts that are put behind the name of a folder. */
const behind = (from: string): readonly RegExp[] => [
  new RegExp(`${from}\\s*\\+\\s*(['"\`][^'"\`$]+['"\`])`, 'g'),
  new RegExp(`\\b(?:join|resolve)\\(\\s*${from}\\s*,\\s*((?:(?:${text})\\s*,?\\s*)+)\\)`, 'g'),
  new RegExp(`\`\\$\\{\\s*${from}\\s*\\}([^\`$]+\`)`, 'g'),
]

const besideModule = [
  /new\s+URL\(\s*(['"`](?!\w+:)[^'"`$]+['"`])\s*,\s*import\.meta\.url\s*\)/g,
  /\brequire\.resolve\(\s*(['"`]\.{1,2}\/[^'"`$]+['"`])\s*\)/g,
  ...behind(folder),
]

const inTask = behind(task)

/** Whether a path is a file with code. */
export const isCode = (path: string): boolean => /\.[cm]?[jt]sx?$/.test(path)

/** Whether something is a file. */
export const isFile = (path: string): boolean => existsSync(path) && statSync(path).isFile()

const partsOf = (texts: string): string => {
  const parts = texts.split(/['"`]/).filter(part => !/^[\s,]*$/.test(part))
  return posix
    .join(...parts)
    .replace(/^\/+/, '')
    .replace(/\/$/, '')
}

/** A path that code names, and whether it does so where the module itself is run: outside of braces. */
export interface NamedPath {
  readonly path: string
  readonly isAtTop: boolean
}

const withoutTexts = (code: string): string =>
  code.replaceAll(/\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|(?<![:'"])\/\/[^\n]*/g, '')

const isAtTop = (code: string, index: number): boolean => {
  const before = withoutTexts(code.slice(0, index))
  return before.split('{').length - before.split('}').length <= 0
}

const namedBy = (patterns: readonly RegExp[], module: string): readonly NamedPath[] => {
  if (!isCode(module) || !isFile(module)) return []
  const code = readFileSync(module, 'utf8')
  const named = new Map<string, boolean>()
  for (const { 1: texts = '', index } of patterns.flatMap(pattern => [...code.matchAll(pattern)])) {
    const path = partsOf(texts)
    // A folder above is where a path begins that is put together elsewhere.
    if (!/^[./]*$/.test(path)) named.set(path, (named.get(path) ?? false) || isAtTop(code, index))
  }
  return [...named].map(([path, atTop]) => ({ path, isAtTop: atTop }))
}

/** Paths that a module names beside itself, in one text or in several. */
export const namedBeside = (module: string): readonly NamedPath[] => namedBy(besideModule, module)

/** Paths that a module names below the folder that it is started in. */
export const namedInTask = (module: string): readonly NamedPath[] => namedBy(inTask, module)
