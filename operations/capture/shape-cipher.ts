import { createHash } from 'node:crypto'

/** One place of a text: how many symbols can stand there, and which of them does. */
export interface SymbolPlace {
  readonly size: number
  readonly value: number
}

const rounds = 4
const bytesPerNumber = 4

/** Numbers that follow from a key and some values, and from nothing else. */
const streamOf = (key: string, values: readonly number[], count: number): readonly number[] => {
  const hash = createHash('shake256', { outputLength: Math.max(1, count * bytesPerNumber) })
  const bytes = hash.update(key).update('\0').update(values.join()).digest()
  return Array.from({ length: count }, (_, index) => bytes.readUInt32BE(index * bytesPerNumber))
}

const shifted = (half: readonly SymbolPlace[], by: readonly number[]): readonly SymbolPlace[] =>
  half.map(({ size, value }, index) => ({ size, value: (value + (by[index] ?? 0)) % size }))

const valuesOf = (half: readonly SymbolPlace[]): readonly number[] => half.map(({ value }) => value)

/**
 * Replaces every symbol by another one of its kind. Under one key two different texts never become the same and the
 * same text always does: each round shifts one half by what follows from the other, which can be undone. Nothing has
 * to be remembered for that, however many values there are.
 */
export const encipher = (symbols: readonly SymbolPlace[], key: string): readonly SymbolPlace[] => {
  const middle = Math.floor(symbols.length / 2)
  const shape = symbols.map(({ size }) => size).join()
  let left = symbols.slice(0, middle)
  let right = symbols.slice(middle)
  for (let round = 0; round < rounds; round += 1) {
    const roundKey = `${key}\0${round}\0${shape}`
    if (round % 2 === 0) right = [...shifted(right, streamOf(roundKey, valuesOf(left), right.length))]
    else left = [...shifted(left, streamOf(roundKey, valuesOf(right), left.length))]
  }
  return [...left, ...right]
}
