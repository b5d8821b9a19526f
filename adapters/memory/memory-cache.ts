import type { Cache } from '../../processors/cache-invalidation/cache.ts'
import { starPattern } from '../star-pattern.ts'

interface Entry {
  readonly value: string
  readonly groups: readonly string[]
}

/** A cache in memory, which is all that one process needs. */
export const memoryCache = (): Cache => {
  const entries = new Map<string, Entry>()
  return {
    invalidate: async ({ keys, patterns, groups }) => {
      for (const key of keys) entries.delete(key)
      const matches = patterns.map(starPattern)
      for (const [key, entry] of entries) {
        const isMeant =
          matches.some(isMatch => isMatch(key)) || entry.groups.some(group => groups.includes(group))
        if (isMeant) entries.delete(key)
      }
      return Promise.resolve()
    },
    get: async key => Promise.resolve(entries.get(key)?.value),
    set: async (key, value, { groups = [] } = {}) => {
      entries.set(key, { value, groups })
      return Promise.resolve()
    },
  }
}
