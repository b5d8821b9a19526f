/** Nobody reads further, and a chain that is longer was made by mistake. */
const most = 100

/** A getter of a foreign error may throw, as `null` does; an error about an error helps nobody. */
export const fieldOf = (value: unknown, name: string): unknown => {
  if (typeof value !== 'object') return undefined
  try {
    return (value as Readonly<Record<string, unknown>>)[name]
  } catch {
    return undefined
  }
}

const below = (thrown: unknown): readonly unknown[] => {
  const errors = fieldOf(thrown, 'errors')
  return [fieldOf(thrown, 'cause'), ...(Array.isArray(errors) ? (errors as readonly unknown[]) : [])]
}

/**
 * What was thrown and all that led to it: causes, and the errors that an AggregateError holds, nearest first. Chains
 * that bite their own tail end there.
 */
export const causeChain = (thrown: unknown): readonly unknown[] => {
  const chain = new Set<unknown>([thrown])
  for (const each of chain) {
    for (const cause of below(each)) {
      if (cause !== undefined && cause !== null && chain.size < most) chain.add(cause)
    }
  }
  return [...chain]
}
