import type { Fact, Facts, RecordFacts } from './facts.ts'
import { recordName } from './facts.ts'
import type { EncodedRuns, Runs } from './runs.ts'
import { decodeRuns, encodeRuns } from './runs.ts'

/** One set of bits over the entry's records, in their order. */
interface Bits {
  readonly applied: string
  readonly parked: string
  readonly together: string
  /** Attempts of those records that have some, by position. */
  readonly attempts: Readonly<Record<string, number>>
  /** Records with a witness of 1 or more, and of 2; left out, like the rest, where there is none. */
  readonly seen?: string
  readonly proven?: string
  /** The earliest first failure, in epoch milliseconds, and by position how many milliseconds later it was. */
  readonly failed?: readonly [number, Readonly<Record<string, number>>]
}

interface Encoded {
  readonly v: 1
  /** First sequence number in full, each following one as the distance from the one before, in base 36. */
  readonly seq: readonly string[]
  readonly key: readonly string[]
  readonly by: Readonly<Record<string, Bits>>
  /** By position. Older versions of this encoding do not have it. */
  readonly runs?: Readonly<Record<string, EncodedRuns>>
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

const failuresOf = (facts: readonly (Fact | undefined)[]): Bits['failed'] => {
  const times = facts.map(fact => fact?.firstFailedAtMs)
  const first = times.reduce<number>((least, time) => Math.min(least, time ?? Infinity), Infinity)
  if (first === Infinity) return undefined
  const later: Record<string, number> = {}
  times.forEach((time, index) => {
    if (time !== undefined) later[index] = time - first
  })
  return [first, later]
}

const witnessesOf = (facts: readonly (Fact | undefined)[]): Pick<Bits, 'seen' | 'proven'> => {
  const of = (least: number): readonly boolean[] => facts.map(fact => (fact?.witness ?? 0) >= least)
  return of(1).includes(true) ? { seen: pack(of(1)), proven: pack(of(2)) } : {}
}

const bitsOf = (facts: readonly (Fact | undefined)[]): Bits => {
  const attempts: Record<string, number> = {}
  facts.forEach((fact, index) => {
    if (fact !== undefined && fact.attempts > 0) attempts[index] = fact.attempts
  })
  const failed = failuresOf(facts)
  return {
    applied: pack(facts.map(fact => fact?.done === 'applied')),
    parked: pack(facts.map(fact => fact?.done === 'parked')),
    together: pack(facts.map(fact => fact?.together === true)),
    attempts,
    ...witnessesOf(facts),
    ...(failed && { failed }),
  }
}

const encodedRuns = (records: readonly RecordFacts[]): Encoded['runs'] => {
  const runs: Record<string, EncodedRuns> = {}
  records.forEach((record, index) => {
    if (record.runs !== undefined) runs[index] = encodeRuns(record.runs)
  })
  return Object.keys(runs).length === 0 ? undefined : runs
}

/** Facts as text: one bitmap per processor over the sorted sequence numbers. */
export const encodeFacts = (facts: Facts): string => {
  const records = [...facts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record)
  const processors = [...new Set(records.flatMap(({ byProcessor }) => [...byProcessor.keys()]))].sort()
  const runs = encodedRuns(records)
  const encoded: Encoded = {
    v: 1,
    seq: distances(records.map(({ id }) => id.sequenceNumber)),
    key: records.map(({ id }) => id.keyHash),
    by: Object.fromEntries(
      processors.map(name => [name, bitsOf(records.map(({ byProcessor }) => byProcessor.get(name)))]),
    ),
    ...(runs && { runs }),
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

const nobody = (): boolean => false

const optional = (bits: string | undefined): ((index: number) => boolean) =>
  bits === undefined ? nobody : unpack(bits)

const factAt = (bits: Bits): ((index: number) => Fact | undefined) => {
  const applied = unpack(bits.applied)
  const parked = unpack(bits.parked)
  const together = unpack(bits.together)
  const seen = optional(bits.seen)
  const proven = optional(bits.proven)
  const [firstMs, later] = bits.failed ?? [0, {}]
  return index => {
    const attempts = bits.attempts[index] ?? 0
    const done = parked(index) ? 'parked' : applied(index) ? 'applied' : undefined
    const witness = proven(index) ? 2 : seen(index) ? 1 : 0
    const laterMs = later[index]
    const isKnown =
      done !== undefined || attempts > 0 || together(index) || witness > 0 || laterMs !== undefined
    if (!isKnown) return undefined
    return {
      done,
      attempts,
      together: together(index),
      ...(witness > 0 && { witness }),
      ...(laterMs !== undefined && { firstFailedAtMs: firstMs + laterMs }),
    }
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
  const facts = new Map<string, RecordFacts>()
  fromDistances(encoded.seq).forEach((sequenceNumber, index) => {
    const id = { sequenceNumber, keyHash: encoded.key[index] ?? '' }
    const byProcessor = new Map<string, Fact>()
    for (const [name, read] of readers) {
      const fact = read(index)
      if (fact !== undefined) byProcessor.set(name, fact)
    }
    const runs: Runs | undefined = encoded.runs?.[index] && decodeRuns(encoded.runs[index])
    facts.set(recordName(id), { id, byProcessor, ...(runs && { runs }) })
  })
  return facts
}
