import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'

/** A file of lines that only grows, each of them there before the call returns. */
export interface LineFile {
  /** Those that were there at the opening, parsed. */
  readonly found: readonly unknown[]
  readonly add: (value: unknown) => void
}

const parsed = (line: string): readonly unknown[] => {
  try {
    return [JSON.parse(line) as unknown]
  } catch {
    return []
  }
}

/** Opens a file of lines of JSON. One that a kill cut short is no line, and what is added begins one of its own. */
export const openLineFile = (path: string): LineFile => {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
  if (text !== '' && !text.endsWith('\n')) appendFileSync(path, '\n')
  if (text === '') writeFileSync(path, '', { mode: 0o600 })
  return {
    found: text.split('\n').flatMap(parsed),
    add: value => {
      appendFileSync(path, `${JSON.stringify(value)}\n`)
    },
  }
}
