import type { Argument, TextSegments, Source, Variable } from './parse-variables.ts'
import { parseVariables } from './parse-variables.ts'
import type { Unresolved, Why } from './unresolved.ts'
import { isUnresolved, unresolved } from './unresolved.ts'

/** What a source is asked with. */
export interface Question {
  readonly params: readonly unknown[]
  readonly address: string | undefined
  readonly resolver: Resolver
}

/** Answers a variable: `undefined` and null are no value, and the next source is asked. */
export interface VariableSource {
  readonly read: (question: Question) => unknown
  /** What it means when no source had a value, and this one was the last. */
  readonly why: Why
}

/** Gives values of the configuration, resolved as late as possible. */
export interface Resolver {
  /** The value under these keys with everything in it, `undefined` where there is none. */
  readonly at: (keys: readonly string[]) => Promise<unknown>
  /** A text's value: of whatever type where the whole text is one variable. */
  readonly text: (text: string) => Promise<unknown>
}

/** What texts are resolved with. */
interface Surroundings {
  readonly sources: Readonly<Record<string, VariableSource>>
  readonly resolver: Resolver
}

/** So many times may what a variable gives hold variables again. */
const maxNested = 10

/** Plugins of the deploy tool bring sources of their own. */
const fromPlugin: VariableSource = { why: 'elsewhere', read: () => unresolved('', 'elsewhere') }

const asText = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  throw new Error('a variable inside of a text stands for something that is no text')
}

const argument = (around: Surroundings, given: Argument | undefined): unknown => {
  if (given === undefined) return undefined
  return 'literal' in given ? given.literal : joined(around, given.segments, 0)
}

const ask = async (
  around: Surroundings,
  source: Exclude<Source, { readonly literal: unknown }>,
  { read }: VariableSource,
): Promise<unknown> => {
  const params: unknown[] = []
  for (const each of source.params) params.push(await argument(around, each))
  const address = await argument(around, source.address)
  const unknown = [...params, address].find(isUnresolved)
  if (unknown !== undefined) return unknown
  const isNamed = address !== undefined && address !== null
  return read({ params, address: isNamed ? asText(address) : undefined, resolver: around.resolver })
}

const resolved = async (around: Surroundings, { text, sources }: Variable): Promise<unknown> => {
  let why: Why = 'missing'
  for (const source of sources) {
    if ('literal' in source) return source.literal
    const asked = around.sources[source.type] ?? fromPlugin
    const value = await ask(around, source, asked)
    if (isUnresolved(value)) return unresolved(text, value.why, value.reason)
    if (value !== undefined && value !== null) return value
    why = asked.why
  }
  return unresolved(text, why)
}

const joined = async (around: Surroundings, segments: TextSegments, nested: number): Promise<unknown> => {
  const [first, ...others] = segments
  if (first !== undefined && typeof first !== 'string' && others.length === 0) {
    const value = await resolved(around, first)
    return typeof value === 'string' ? resolveText(around, value, nested + 1) : value
  }
  let all = ''
  let unknown: Unresolved | undefined
  for (const segment of segments) {
    const value = typeof segment === 'string' ? segment : await joined(around, [segment], nested)
    if (isUnresolved(value)) unknown ??= value
    all += isUnresolved(value) ? value.text : asText(value)
  }
  return unknown === undefined ? all : unresolved(all, unknown.why, unknown.reason)
}

/**
 * A text's value: of whatever type where the whole text is one variable.
 *
 * @param nested - how often what a variable gave held variables again
 * @throws Error for what the deploy tool does not take as a variable
 */
export const resolveText = async (around: Surroundings, text: string, nested = 0): Promise<unknown> => {
  if (nested > maxNested) throw new Error(`variables in "${text}" hold variables again and again`)
  const segments = parseVariables(text)
  if (segments.every(each => typeof each === 'string')) return segments.join('')
  return joined(around, segments, nested)
}
