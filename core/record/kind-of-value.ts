/** What a value is, in words that tell nothing of its content. */
export const kindOfValue = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  if (value === undefined) return 'missing'
  return typeof value === 'string' ? 'a text' : `a ${typeof value}`
}

/** True for what has fields: neither null nor a list. */
export const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
