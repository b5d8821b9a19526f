import { hash } from 'node:crypto'
import type { AttributeValue } from '../attributes/attribute-value.ts'

/** What the plain bytes are: a text, binary, or the JSON of a marshalled map, list or set. */
export type PlainType = 'S' | 'B' | 'J'

/**
 * A packed attribute: a binary attribute that begins with a mark and carries a checksum over all of it. Other binary
 * data is taken for one with a probability of 2^-136, and the store packs binary that looks like one, so what
 * it writes is always what it reads.
 */
export interface Envelope {
  readonly type: PlainType
  readonly isCompressed: boolean
  /** The payload is the SHA-256 of an object elsewhere, not the value. */
  readonly isOffloaded: boolean
  /** Size of the value before it was packed, in bytes. */
  readonly plainBytes: number
  readonly payload: Uint8Array
}

/**
 * No text below this size is ever packed. Push-down patterns rest on it: a shorter text that a filter asks for
 * is never inside an envelope, where a pattern could not see it.
 */
export const smallestPackedBytes = 1_024

// Nine bytes, so that the mark's base64 text does not depend on what follows it.
const mark = Buffer.from('\0tailrace')
const markText = mark.toString('base64')
const version = 1
const checkBytes = 8
const headerBytes = mark.length + 3 + 4 + checkBytes
const digestBytes = 32
/** Length of the base64 text of every offloaded value's envelope. */
const offloadedLength = Math.ceil((headerBytes + digestBytes) / 3) * 4

const places = { r: [false, false], z: [true, false], R: [false, true], Z: [true, true] } as const

const isPlace = (letter: string): letter is keyof typeof places => Object.hasOwn(places, letter)
const isType = (letter: string): letter is PlainType => letter === 'S' || letter === 'B' || letter === 'J'

const checksum = (head: Uint8Array, payload: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([head, payload]), 'buffer').subarray(0, checkBytes)

/** The cheap question that is asked of every attribute: may this be an envelope? */
export const looksPacked = (value: AttributeValue | undefined): value is { readonly B: string } => {
  // What came from outside may hold anything: null or text for an attribute, also no text below B.
  const content = (value as { readonly B?: unknown } | null | undefined)?.B
  return typeof content === 'string' && content.startsWith(markText)
}

/** The same for values that lie elsewhere, which all have one length. */
export const looksOffloaded = (value: AttributeValue | undefined): value is { readonly B: string } =>
  looksPacked(value) && value.B.length === offloadedLength

/** Writes an envelope as the attribute that holds it. */
export const writeEnvelope = (envelope: Envelope): { readonly B: string } => {
  const { type, isCompressed, isOffloaded, plainBytes, payload } = envelope
  const place = isCompressed ? (isOffloaded ? 'Z' : 'z') : isOffloaded ? 'R' : 'r'
  const head = Buffer.alloc(headerBytes - checkBytes)
  mark.copy(head)
  head.writeUInt8(version, mark.length)
  head.write(type + place, mark.length + 1, 'latin1')
  head.writeUInt32BE(plainBytes, mark.length + 3)
  return { B: Buffer.concat([head, checksum(head, payload), payload]).toString('base64') }
}

const contentOf = (bytes: Buffer): Envelope | undefined => {
  const [type = '', place = ''] = bytes.toString('latin1', mark.length + 1, headerBytes)
  const plainBytes = bytes.readUInt32BE(mark.length + 3)
  if (bytes[mark.length] !== version || !isType(type) || !isPlace(place)) return undefined
  if (type === 'S' && plainBytes < smallestPackedBytes) return undefined
  const [isCompressed, isOffloaded] = places[place]
  return { type, isCompressed, isOffloaded, plainBytes, payload: bytes.subarray(headerBytes) }
}

/** Reads an envelope; `undefined` for every attribute that is none. */
export const readEnvelope = (value: AttributeValue): Envelope | undefined => {
  if (!looksPacked(value)) return undefined
  const bytes = Buffer.from(value.B, 'base64')
  const head = bytes.subarray(0, headerBytes - checkBytes)
  const check = bytes.subarray(headerBytes - checkBytes, headerBytes)
  return checksum(head, bytes.subarray(headerBytes)).equals(check) ? contentOf(bytes) : undefined
}

/** The key of an offloaded value: its own digest, so equal content is one object and no object ever changes. */
export const blobKeyOf = (payload: Uint8Array): string => {
  const digest = Buffer.from(payload).toString('hex')
  return `${blobPrefix}${digest.slice(0, 2)}/${digest}`
}

/** What the keys of all offloaded values begin with. */
export const blobPrefix = 'large/'
