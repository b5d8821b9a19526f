import * as types from 'node:util/types'
import { describeError, isAnyError } from './errors/describe-error.ts'

/** Not in TypeScript's library yet: text that `JSON.stringify` prints as it is, which keeps every digit of a number. */
const { rawJSON, isRawJSON } = JSON as unknown as {
  readonly rawJSON: (text: string) => unknown
  readonly isRawJSON: (value: unknown) => boolean
}

/** A list or an object that is being written: what is left of it, and what it is closed with. */
interface Open {
  readonly holder: object
  readonly entries: readonly (readonly [name: string | undefined, value: unknown])[]
  next: number
  readonly close: ']' | '}'
}

const bytesText = (value: ArrayBuffer | ArrayBufferView): string => {
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value)
  return bytes.toString('base64')
}

/** What stands for a value that is no JSON: `undefined` for what JSON leaves out, an object for one that is to be written. */
const standIn = (value: unknown): unknown => {
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value)) return bytesText(value as ArrayBuffer)
  if (types.isSet(value)) return [...value]
  if (types.isMap(value)) return Object.fromEntries([...value].map(([name, each]) => [String(name), each]))
  return isAnyError(value) ? describeError(value) : withoutJson(value)
}

const withoutJson = (value: object): unknown => {
  const { toJSON } = value as { readonly toJSON?: unknown }
  if (typeof toJSON !== 'function') return value
  const json = JSON.stringify(value) as string | undefined
  return json === undefined ? undefined : (JSON.parse(json, withDigits) as unknown)
}

const withDigits = (
  _: string,
  value: unknown,
  { source = '' }: { readonly source?: string } = {},
): unknown => (typeof value === 'number' && String(value) !== source ? rawJSON(source) : value)

const isOpen = (json: unknown): json is object =>
  typeof json === 'object' && json !== null && !isRawJSON(json)

const unreadable = '(unreadable)'

/** Whatever is read may be a getter that throws. */
const tried = <T>(read: () => T): T | typeof unreadable => {
  try {
    return read()
  } catch {
    return unreadable
  }
}

const opened = (holder: object): Open => {
  if (Array.isArray(holder)) {
    const entries = Array.from(holder as readonly unknown[], value => [undefined, value] as const)
    return { holder, entries, next: 0, close: ']' }
  }
  const entries = Object.keys(holder).map(name => {
    const value = tried(() => (holder as Readonly<Record<string, unknown>>)[name])
    return [name, value] as const
  })
  return { holder, entries, next: 0, close: '}' }
}

/**
 * JSON text of anything at all, for what must be written whatever it holds. What JSON holds is written as
 * `JSON.stringify` writes it, exact numbers with all their digits; bytes become base64 text, bigints and numbers that are none their text, sets lists, maps
 * objects, errors what `describeError` says. A value inside itself is `"(cycle)"`, what throws when it is read
 * `"(unreadable)"`. It goes by hand and not by recursion, so that no depth is too deep.
 */
export const anyJson = (value: unknown): string => {
  const parts: string[] = []
  const stack: Open[] = []
  const inside = new Set<object>()
  const write = (each: unknown, name: string | undefined): void => {
    let json = tried(() => standIn(each))
    if (json === undefined && name !== undefined) return
    if (isOpen(json) && inside.has(json)) json = '(cycle)'
    const holder = isOpen(json) ? tried(() => opened(json)) : undefined
    const last = parts.at(-1)
    if (last !== undefined && last !== '[' && last !== '{') parts.push(',')
    if (name !== undefined) parts.push(`${JSON.stringify(name)}:`)
    if (holder === undefined || typeof holder === 'string') {
      parts.push(JSON.stringify(holder ?? json ?? null))
      return
    }
    inside.add(holder.holder)
    stack.push(holder)
    parts.push(holder.close === ']' ? '[' : '{')
  }
  write(value, undefined)
  for (let open = stack.at(-1); open !== undefined; open = stack.at(-1)) {
    const entry = open.entries[open.next]
    open.next += 1
    if (entry !== undefined) write(entry[1], entry[0])
    else {
      stack.pop()
      inside.delete(open.holder)
      parts.push(open.close)
    }
  }
  return parts.join('')
}
