/** A mapping out of YAML or JSON. */
export type Plain = Readonly<Record<string, unknown>>

/** Whether a parsed value is a mapping. */
export const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
