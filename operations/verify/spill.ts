import { hash } from 'node:crypto'

/**
 * Lines that are read back part by part. What is put under one key is in one part, so two sides can be compared one
 * part at a time, whatever order they come in.
 */
export interface Spill {
  readonly parts: number
  /** Adds a line without a line break. */
  readonly add: (key: string, line: string) => void
  /** Everything that was added so far will be read back, by another process too. */
  readonly flush: () => void
  /** The lines of a part, oldest first. */
  readonly linesOf: (part: number) => Iterable<string>
  readonly clear: () => void
}

/** Keeps contents apart without keeping them. */
export const contentHash = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22)

const [offsetBasis, prime] = [0x811c9dc5, 0x01000193]

/** FNV-1a over UTF-16: the same text gets the same number on every machine. */
export const textNumber = (text: string): number => {
  let number = offsetBasis
  for (let at = 0; at < text.length; at += 1) number = Math.imul(number ^ text.charCodeAt(at), prime)
  return number >>> 0
}

/** One part in memory, for what is small. */
export const memorySpill = (): Spill => {
  const lines: string[] = []
  return {
    parts: 1,
    add: (_, line) => void lines.push(line),
    flush: () => undefined,
    linesOf: () => lines,
    clear: () => void lines.splice(0),
  }
}
