import type { Resolver, VariableSource } from './text-resolver.ts'
import { resolveText } from './text-resolver.ts'
import { isUnresolved } from './unresolved.ts'

const isBranch = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !isUnresolved(value)

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

  /** What a text under these keys stands for; what is inside of that is not looked at yet. */
  const shallow = async (given: string, keys: readonly string[]): Promise<unknown> => {
    const id = keys.join('\0')
    if (known.has(id)) return known.get(id)
    if (underWay.has(id)) throw new Error(`${keys.join('.')} refers to itself`)
    underWay.add(id)
    try {
      const value = await resolver.text(given)
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

  const resolver: Resolver = { at, text: async text => resolveText({ sources, resolver }, text) }
  return resolver
}
