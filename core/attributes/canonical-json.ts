import { ExactNumber } from './exact-number.ts'

const joined = (parts: readonly string[]): string => `[${parts.join(',')}]`

const textOf = (value: unknown): string => written(value) ?? 'null'

const objectText = (value: object): string => {
  const fields = value as Readonly<Record<string, unknown>>
  let all = ''
  for (const name of Object.keys(fields).sort()) {
    const text = written(fields[name])
    if (text !== undefined) all += `${all === '' ? '' : ','}${JSON.stringify(name)}:${text}`
  }
  return `{${all}}`
}

/** `undefined` for what JSON leaves out. */
const written = (value: unknown): string | undefined => {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value === 'bigint') return value.toString()
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (value instanceof ExactNumber) return value.text
  if (value instanceof Date) return JSON.stringify(value)
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'))
  if (value instanceof Set) return joined([...value].map(textOf).sort())
  return Array.isArray(value) ? joined(value.map(textOf)) : objectText(value)
}

/**
 * JSON text that is the same for the same content: names sorted, sets as sorted arrays, binary as base64, numbers
 * with all their digits. For writing documents and for comparing them.
 */
export const canonicalJson = (value: unknown): string => textOf(value)
