import { existsSync, readFileSync } from 'node:fs'
import { extname, relative, resolve } from 'node:path'
import { reasonOf } from '../../../core/errors/thrown.ts'
import { parseYaml } from '../parse-yaml.ts'
import { valueOfCode } from './code-file.ts'
import type { Question, Resolver, VariableSource } from './text-resolver.ts'
import { isUnresolved, unresolved, withTexts } from './unresolved.ts'

type Branch = Readonly<Record<string, unknown>>

const textOf = (path: string): string | undefined =>
  existsSync(path) ? readFileSync(path, 'utf8') : undefined

const parsers: Readonly<Record<string, (text: string) => unknown>> = {
  '.yml': parseYaml,
  '.yaml': parseYaml,
  '.json': text => JSON.parse(text) as unknown,
  '.tfstate': text => JSON.parse(text) as unknown,
}

const isCode = (path: string): boolean => /\.(?:[cm]?js|m?ts)$/.test(path)

const contentOf = (path: string): unknown => {
  const text = textOf(path)
  const parse = parsers[extname(path)]
  return text === undefined || parse === undefined ? text : parse(text)
}

const walk = async (content: unknown, address: string, resolver: Resolver): Promise<unknown> => {
  let value = content
  for (const key of address.split('.')) {
    if (typeof value === 'string') value = await resolver.text(value)
    if (isUnresolved(value)) return value
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Branch)[key]
  }
  return value
}

/** All that a file of code gives, or the value that was asked for. */
type Given = { readonly whole: unknown } | { readonly value: unknown }

/** What a file of code gives; it is run in a thread of its own, with what it may ask of the deploy file. */
const givenByCode = async (
  path: string,
  { address, resolver }: Question,
  { env, stage }: FileSourceOptions,
): Promise<Given> => {
  let unknown: unknown
  const answer = await valueOfCode(path, {
    keys: address === undefined ? [] : address.split('.'),
    env,
    options: stage === undefined ? {} : { stage },
    questions: {
      variable: async variable => withTexts(await resolver.text(`\${${variable}}`)),
      property: async keys => withTexts(await resolver.at(keys)),
      text: async text => {
        const value = await resolver.text(text)
        if (!isUnresolved(value)) return { value: withTexts(value) }
        unknown = value
        return undefined
      },
    },
  })
  if ('whole' in answer) return { whole: JSON.parse(answer.whole) as unknown }
  if ('unresolvedText' in answer) return { value: unknown }
  return { value: answer.json === undefined ? undefined : (JSON.parse(answer.json) as unknown) }
}

/** Runs a file of code as seldom as that gives the same: once, where nothing in what it gives is a function. */
const codeReader = (options: FileSourceOptions) => {
  const first = new Map<string, Promise<Given>>()
  const others = new Map<string, Promise<Given>>()
  const once = async (known: Map<string, Promise<Given>>, key: string, path: string, question: Question) => {
    const given = known.get(key) ?? givenByCode(path, question, options)
    known.set(key, given)
    return given
  }
  return async (path: string, question: Question): Promise<Given> => {
    const isFirst = !first.has(path)
    const given = await once(first, path, path, question)
    if (isFirst || 'whole' in given) return given
    return once(others, JSON.stringify([path, question.address]), path, question)
  }
}

/** What files are read with. */
export interface FileSourceOptions {
  readonly env: Readonly<Record<string, string | undefined>>
  /** As `--stage` says it. */
  readonly stage: string | undefined
  /** Hears of each file that is looked into. */
  readonly onRead: (path: string) => void
}

/** `${file(PATH):ADDRESS}`: YAML and JSON are parsed, JavaScript is run, everything else is text. */
export const fileSource = (folder: string, options: FileSourceOptions): VariableSource => {
  const readCode = codeReader(options)
  const read = async (path: string, question: Question): Promise<unknown> => {
    const { address, resolver } = question
    if (isCode(path) && !existsSync(path)) return undefined
    const given = isCode(path) ? await readCode(path, question) : { whole: contentOf(path) }
    if ('value' in given) return given.value
    return address === undefined ? given.whole : walk(given.whole, address, resolver)
  }
  return {
    why: 'missing',
    read: async question => {
      const [named] = question.params
      if (typeof named !== 'string') throw new Error('a variable of the source file names no file')
      const path = resolve(folder, named)
      options.onRead(path)
      try {
        return await read(path, question)
      } catch (error) {
        // Only who needs the value has to hear of it.
        return unresolved('', 'missing', `${relative(folder, path)}: ${reasonOf(error)}`)
      }
    },
  }
}
