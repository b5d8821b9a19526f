import type { Fact, Facts, RecordId } from './facts.ts'
import { recordName } from './facts.ts'

/** One set of bits over the entry's records, in their order. */
interface Bits {
  readonly applied: string
  readonly parked: string
  readonly together: string
  /** Attempts of those records that have some, by position. */
  readonly attempts: Readonly<Record<string, number>>
}

interface Encoded {
  readonly v: 1
  /** First sequence number in full, each following one as the distance from the one before, in base 36. */
  readonly seq: readonly string[]
  readonly key: readonly string[]
  readonly by: Readonly<Record<string, Bits>>
}

const padding = 40

const pack = (bits: readonly boolean[]): string => {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8))
  bits.forEach((bit, index) => {
    if (bit) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (1 << (index & 7))
  })
  return bytes.toString('base64url')
}

const unpack = (text: string): ((index: number) => boolean) => {
  const bytes = Buffer.from(text, 'base64url')
  return index => (((bytes[index >> 3] ?? 0) >> (index & 7)) & 1) === 1
}

const distances = (sequenceNumbers: readonly string[]): readonly string[] =>
  sequenceNumbers.map((text, index) => {
    const before = sequenceNumbers[index - 1]
    return before === undefined ? BigInt(text).toString() : (BigInt(text) - BigInt(before)).toString(36)
  })

const base36 = (text: string): bigint =>
  Array.from(text).reduce((sum, digit) => sum * 36n + BigInt(Number.parseInt(digit, 36)), 0n)

const fromDistances = (texts: readonly string[]): readonly string[] => {
  let sum = 0n
  return texts.map((text, index) => {
    sum = index === 0 ? BigInt(text) : sum + base36(text)
    return sum.toString().padStart(padding, '0')
  })
}

const bitsOf = (facts: readonly (Fact | undefined)[]): Bits => {
  const attempts: Record<string, number> = {}
  facts.forEach((fact, index) => {
    if (fact !== undefined && fact.attempts > 0) attempts[index] = fact.attempts
  })
  return {
    applied: pack(facts.map(fact => fact?.done === 'applied')),
    parked: pack(facts.map(fact => fact?.done === 'parked')),
    together: pack(facts.map(fact => fact?.together === true)),
    attempts,
  }
}

/** Facts as text: one bitmap per processor over the sorted sequence numbers. */
export const encodeFacts = (facts: Facts): string => {
  const records = [...facts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record)
  const processors = [...new Set(records.flatMap(({ byProcessor }) => [...byProcessor.keys()]))].sort()
  const encoded: Encoded = {
    v: 1,
    seq: distances(records.map(({ id }) => id.sequenceNumber)),
    key: records.map(({ id }) => id.keyHash),
    by: Object.fromEntries(
      processors.map(name => [name, bitsOf(records.map(({ byProcessor }) => byProcessor.get(name)))]),
    ),
  }
  return JSON.stringify(encoded)
}

const isEncoded = (value: unknown): value is Encoded =>
  typeof value === 'object' &&
  value !== null &&
  'v' in value &&
  value.v === 1 &&
  'seq' in value &&
  Array.isArray(value.seq) &&
  'key' in value &&
  Array.isArray(value.key) &&
  value.key.length === value.seq.length &&
  'by' in value &&
  typeof value.by === 'object'

const factAt = (bits: Bits): ((index: number) => Fact | undefined) => {
  const applied = unpack(bits.applied)
  const parked = unpack(bits.parked)
  const together = unpack(bits.together)
  return index => {
    const attempts = bits.attempts[index] ?? 0
    const done = parked(index) ? 'parked' : applied(index) ? 'applied' : undefined
    const isKnown = done !== undefined || attempts > 0 || together(index)
    return isKnown ? { done, attempts, together: together(index) } : undefined
  }
}

/**
 * Reads facts back. Anything that is not exactly this encoding is an error: facts that were only half understood
 * would repeat effects.
 */
export const decodeFacts = (text: string): Facts => {
  const encoded: unknown = JSON.parse(text)
  if (!isEncoded(encoded)) throw new SyntaxError(`not a ledger entry of version 1: ${text.slice(0, 80)}`)
  const readers = Object.entries(encoded.by).map(([name, bits]) => [name, factAt(bits)] as const)
  const facts = new Map<string, { readonly id: RecordId; readonly byProcessor: Map<string, Fact> }>()
  fromDistances(encoded.seq).forEach((sequenceNumber, index) => {
    const id = { sequenceNumber, keyHash: encoded.key[index] ?? '' }
    const byProcessor = new Map<string, Fact>()
    for (const [name, read] of readers) {
      const fact = read(index)
      if (fact !== undefined) byProcessor.set(name, fact)
    }
    facts.set(recordName(id), { id, byProcessor })
  })
  return facts
}
