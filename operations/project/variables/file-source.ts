import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { extname, join, relative, resolve } from 'node:path'
import { reasonOf } from '../../../core/errors/thrown.ts'
import { parseYaml } from '../parse-yaml.ts'
import type { Question, Resolver, VariableSource } from './text-resolver.ts'
import { isUnresolved, unresolved, withTexts } from './unresolved.ts'

type Branch = Readonly<Record<string, unknown>>

/** What a JavaScript file that gives values may be: a function is called, as the deploy tool calls it. */
type Configure = (surroundings: {
  readonly options: Branch
  readonly resolveVariable: (variable: string) => Promise<unknown>
  readonly resolveConfigurationProperty: (keys: readonly string[]) => Promise<unknown>
}) => unknown

const textOf = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  '.yml': parseYaml,
  '.yaml': parseYaml,
  '.json': text => JSON.parse(text) as unknown,
  '.tfstate': text => JSON.parse(text) as unknown,
}

const called = (value: unknown, { at, text }: Resolver): unknown => {
  if (typeof value !== 'function') return value
  return (value as Configure)({
    options: {},
    resolveVariable: async variable => withTexts(await text(`\${${variable}}`)),
    resolveConfigurationProperty: async keys => withTexts(await at(keys)),
  })
}

/** Version 4 of the tool reads these, too. */
const importedDefault = async (path: string): Promise<unknown> =>
  ((await import(pathToFileURL(path).href)) as Branch)['default']

const contentOf = async (path: string, { resolver }: Question): Promise<unknown> => {
  const extension = extname(path)
  if (extension === '.ts' || extension === '.mjs') {
    return existsSync(path) ? called(await importedDefault(path), resolver) : undefined
  }
  if (extension === '.js' || extension === '.cjs') {
    if (!existsSync(path)) return undefined
    return called(await (createRequire(join(path, '..', 'x.cjs'))(path) as unknown), resolver)
  }
  const text = textOf(path)
  const parse = parsers[extension]
  return text === undefined || parse === undefined ? text : parse(text)
}

const walk = async (content: unknown, address: string, resolver: Resolver): Promise<unknown> => {
  let value = content
  for (const key of address.split('.')) {
    if (typeof value === 'string') value = await resolver.text(value)
    if (isUnresolved(value)) return value
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = await called(await (value as Branch)[key], resolver)
  }
  return value
}

/** Only what JSON holds comes out of a file of code. */
const plain = (value: unknown): unknown =>
  isUnresolved(value) || value === undefined
    ? value
    : (JSON.parse(JSON.stringify({ value })) as { readonly value?: unknown }).value

/** `${file(PATH):ADDRESS}`: YAML and JSON are parsed, JavaScript is run, everything else is text. */
export const fileSource = (folder: string, onRead: (path: string) => void): VariableSource => ({
  why: 'missing',
  read: async question => {
    const { params, address, resolver } = question
    const [given] = params
    if (typeof given !== 'string') throw new Error('a variable of the source file names no file')
    const path = resolve(folder, given)
    onRead(path)
    try {
      const content = await contentOf(path, question)
      return plain(address === undefined ? content : await walk(content, address, resolver))
    } catch (error) {
      // Only who needs the value has to hear of it.
      return unresolved('', 'missing', `${relative(folder, path)}: ${reasonOf(error)}`)
    }
  },
})
