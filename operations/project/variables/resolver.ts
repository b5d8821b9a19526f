import type { Argument, Segments, Source, Variable } from './parse-variables.ts'
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

/** So many times may what a variable gives hold variables again. */
const maxNested = 10

/** Plugins of the deploy tool bring sources of their own. */
const fromPlugin: VariableSource = { why: 'elsewhere', read: () => unresolved('', 'elsewhere') }

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !isUnresolved(value)

const asText = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return String(value)
  throw new Error('a variable inside of a text stands for something that is no text')
}

/**
 * Resolves variables as the deploy tool does, but only those that are asked for: what is wrong or unknown elsewhere
 * in the file hinders nobody.
 */
export const resolverOf = (
  configuration: unknown,
  sources: Readonly<Record<string, VariableSource>>,
): Resolver => {
  const known = new Map<string, unknown>()
  const underWay = new Set<string>()

  const argument = (given: Argument): unknown =>
    'literal' in given ? given.literal : joined(given.segments, 0)

  const ask = async (
    source: Exclude<Source, { readonly literal: unknown }>,
  ): Promise<{ readonly value: unknown; readonly why: Why }> => {
    const { read, why } = sources[source.type] ?? fromPlugin
    const params: unknown[] = []
    for (const each of source.params) params.push(await argument(each))
    const address = source.address === undefined ? undefined : await argument(source.address)
    const unknown = [...params, address].find(isUnresolved)
    if (unknown !== undefined) return { value: unknown, why }
    if (address !== undefined && address !== null) asText(address)
    const asked = {
      params,
      address: address === undefined || address === null ? undefined : asText(address),
      resolver,
    }
    return { value: await read(asked), why }
  }

  const variable = async ({ text, sources: all }: Variable): Promise<unknown> => {
    let why: Why = 'missing'
    for (const source of all) {
      if ('literal' in source) return source.literal
      const answer = await ask(source)
      if (isUnresolved(answer.value)) return unresolved(text, answer.value.why, answer.value.reason)
      if (answer.value !== undefined && answer.value !== null) return answer.value
      why = answer.why
    }
    return unresolved(text, why)
  }

  const joined = async (segments: Segments, nested: number): Promise<unknown> => {
    const [first, ...others] = segments
    if (first !== undefined && typeof first !== 'string' && others.length === 0) {
      const value = await variable(first)
      return typeof value === 'string' ? text(value, nested + 1) : value
    }
    let all = ''
    let unknown: Unresolved | undefined
    for (const segment of segments) {
      const value = typeof segment === 'string' ? segment : await joined([segment], nested)
      if (isUnresolved(value)) unknown ??= value
      all += isUnresolved(value) ? value.text : asText(value)
    }
    return unknown === undefined ? all : unresolved(all, unknown.why, unknown.reason)
  }

  const text = async (given: string, nested: number): Promise<unknown> => {
    if (nested > maxNested) throw new Error(`variables in "${given}" hold variables again and again`)
    const segments = parseVariables(given)
    if (segments.every(each => typeof each === 'string')) return segments.join('')
    return joined(segments, nested)
  }

  /** What a text under these keys stands for; what is inside of that is not looked at yet. */
  const shallow = async (given: string, keys: readonly string[]): Promise<unknown> => {
    const id = keys.join('\0')
    if (known.has(id)) return known.get(id)
    if (underWay.has(id)) throw new Error(`${keys.join('.')} refers to itself`)
    underWay.add(id)
    try {
      const value = await text(given, 0)
      known.set(id, value)
      return value
    } finally {
      underWay.delete(id)
    }
  }

  const deep = async (given: unknown, keys: readonly string[]): Promise<unknown> => {
    const value = typeof given === 'string' ? await shallow(given, keys) : given
    if (!isBranch(value)) return value
    const entries: [string, unknown][] = []
    for (const [key, child] of Object.entries(value)) entries.push([key, await deep(child, [...keys, key])])
    return Array.isArray(value) ? entries.map(([, child]) => child) : Object.fromEntries(entries)
  }

  const at = async (keys: readonly string[]): Promise<unknown> => {
    let value = configuration
    for (const [index, key] of keys.entries()) {
      if (typeof value === 'string') value = await shallow(value, keys.slice(0, index))
      if (isUnresolved(value)) return value
      if (!isBranch(value) || !Object.hasOwn(value, key)) return undefined
      value = value[key]
    }
    return deep(value, keys)
  }

  const resolver: Resolver = { at, text: async given => text(given, 0) }
  return resolver
}
