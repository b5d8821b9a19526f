import { padSequenceNumber } from '../record/sequence-number.ts'
import type { LedgerEntry, LedgerEntries, RecordEntries, Witness } from './ledger-entry.ts'
import { recordName } from './ledger-entry.ts'
import type { EncodedLoneRuns, LoneRuns } from './lone-runs.ts'
import { decodeLoneRuns, encodeLoneRuns } from './lone-runs.ts'

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
  readonly runs?: Readonly<Record<string, EncodedLoneRuns>>
}

const pack = (bits: readonly boolean[]): string => {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8))
  bits.forEach((bit, index) => {
    if (bit) bytes.writeUInt8(bytes.readUInt8(index >> 3) | (1 << (index & 7)), index >> 3)
  })
  return bytes.toString('base64url')
}

const unpack = (text: string, records: number): ((index: number) => boolean) => {
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.length !== Math.ceil(records / 8))
    throw new SyntaxError('a ledger entry has bits of other records')
  return index => ((bytes.readUInt8(index >> 3) >> (index & 7)) & 1) === 1
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
    return padSequenceNumber(sum.toString())
  })
}

const failuresOf = (entries: readonly (LedgerEntry | undefined)[]): Bits['failed'] => {
  const times = entries.map(entry => entry?.firstFailedAtMs)
  const first = times.reduce<number>((least, time) => Math.min(least, time ?? Infinity), Infinity)
  if (first === Infinity) return undefined
  const later: Record<string, number> = {}
  times.forEach((time, index) => {
    if (time !== undefined) later[index] = time - first
  })
  return [first, later]
}

const witnessesOf = (entries: readonly (LedgerEntry | undefined)[]): Pick<Bits, 'seen' | 'proven'> => {
  const of = (least: Witness): readonly boolean[] =>
    entries.map(entry => entry?.witness !== undefined && entry.witness >= least)
  return of(1).includes(true) ? { seen: pack(of(1)), proven: pack(of(2)) } : {}
}

const bitsOf = (entries: readonly (LedgerEntry | undefined)[]): Bits => {
  const attempts: Record<string, number> = {}
  entries.forEach((entry, index) => {
    if (entry !== undefined && entry.attempts > 0) attempts[index] = entry.attempts
  })
  const failed = failuresOf(entries)
  return {
    applied: pack(entries.map(entry => entry?.done === 'applied')),
    parked: pack(entries.map(entry => entry?.done === 'parked')),
    together: pack(entries.map(entry => entry?.retryAlone === true)),
    attempts,
    ...witnessesOf(entries),
    ...(failed && { failed }),
  }
}

const encodedLoneRuns = (records: readonly RecordEntries[]): Encoded['runs'] => {
  const runs: Record<string, EncodedLoneRuns> = {}
  records.forEach((record, index) => {
    if (record.loneRuns !== undefined) runs[index] = encodeLoneRuns(record.loneRuns)
  })
  return Object.keys(runs).length === 0 ? undefined : runs
}

/** Entries as text: one bitmap per processor over the sorted sequence numbers. */
export const encodeEntries = (entries: LedgerEntries): string => {
  const records = [...entries.keys()].sort().map(name => entries.get(name) as RecordEntries)
  const processors = [...new Set(records.flatMap(({ byProcessor }) => [...byProcessor.keys()]))].sort()
  const runs = encodedLoneRuns(records)
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

const optional = (bits: string | undefined, records: number): ((index: number) => boolean) =>
  bits === undefined ? nobody : unpack(bits, records)

const entryAt = (bits: Bits, records: number): ((index: number) => LedgerEntry | undefined) => {
  const applied = unpack(bits.applied, records)
  const parked = unpack(bits.parked, records)
  const retryAlone = unpack(bits.together, records)
  const seen = optional(bits.seen, records)
  const proven = optional(bits.proven, records)
  const [firstMs, later] = bits.failed ?? [Infinity, {}]
  return index => {
    const attempts = bits.attempts[index] ?? 0
    const done = parked(index) ? 'parked' : applied(index) ? 'applied' : undefined
    const witness = proven(index) ? 2 : seen(index) ? 1 : 0
    const laterMs = later[index]
    const isKnown =
      done !== undefined || attempts > 0 || retryAlone(index) || witness > 0 || laterMs !== undefined
    if (!isKnown) return undefined
    return {
      done,
      attempts,
      retryAlone: retryAlone(index),
      ...(witness > 0 && { witness }),
      ...(laterMs !== undefined && { firstFailedAtMs: firstMs + laterMs }),
    }
  }
}

/**
 * Reads entries back. Anything that is not exactly this encoding is an error: entries that were only half understood
 * would repeat effects.
 */
export const decodeEntries = (text: string): LedgerEntries => {
  const encoded: unknown = JSON.parse(text)
  if (!isEncoded(encoded)) throw new SyntaxError(`not a ledger entry of version 1: ${text.slice(0, 80)}`)
  const records = encoded.seq.length
  const readers = Object.entries(encoded.by).map(([name, bits]) => [name, entryAt(bits, records)] as const)
  const entries = new Map<string, RecordEntries>()
  fromDistances(encoded.seq).forEach((sequenceNumber, index) => {
    const id = { sequenceNumber, keyHash: encoded.key[index] as string }
    const byProcessor = new Map<string, LedgerEntry>()
    for (const [name, read] of readers) {
      const entry = read(index)
      if (entry !== undefined) byProcessor.set(name, entry)
    }
    const loneRuns: LoneRuns | undefined = encoded.runs?.[index] && decodeLoneRuns(encoded.runs[index])
    entries.set(recordName(id), { id, byProcessor, ...(loneRuns && { loneRuns }) })
  })
  return entries
}
