import { hash } from 'node:crypto'
import type * as Zlib from 'node:zlib'
import { blobFaults } from '../errors/blob-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import type { AttributeValue } from '../attributes/attribute-value.ts'
import type { Envelope, PlainType } from './envelope.ts'

/** A value as bytes, and how to read them. */
export interface PlainBytes {
  readonly type: PlainType
  readonly bytes: Uint8Array
}

/** Asked for where something is packed: most functions never load it. */
const zlib = (): typeof Zlib => process.getBuiltinModule('node:zlib')

/** zstd at this level makes JSON as small as Brotli at 4 in a third of the time: docs/decisions/0080. */
const level = 3

/** The bytes of a value that is to be packed: text and binary as they are, everything else as marshalled JSON. */
export const plainBytesOf = (value: AttributeValue): PlainBytes => {
  if ('S' in value) return { type: 'S', bytes: Buffer.from(value.S) }
  if ('B' in value) return { type: 'B', bytes: Buffer.from(value.B, 'base64') }
  return { type: 'J', bytes: Buffer.from(JSON.stringify(value)) }
}

/** Compresses; the same bytes always give the same result on one version of Node. */
export const compressed = (bytes: Uint8Array): Uint8Array => {
  const { constants, zstdCompressSync } = zlib()
  return zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: level } })
}

/** SHA-256: the name of offloaded content. */
export const digestOf = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer')

const damaged = (what: string, problem: string, cause?: unknown): Error =>
  raise(blobFaults, 'blob.damaged', { what, problem }, cause === undefined ? undefined : { cause })

const decompressed = (bytes: Uint8Array, plainBytes: number, what: string): Uint8Array => {
  try {
    // The bound keeps a small attribute from filling the memory.
    return zlib().zstdDecompressSync(bytes, { maxOutputLength: Math.max(plainBytes, 1) })
  } catch (cause) {
    throw damaged(what, reasonOf(cause), cause)
  }
}

const jsonTypes: readonly string[] = ['M', 'L', 'SS', 'NS', 'BS']

/** Only what {@link plainBytesOf} writes is read: a map, a list or a set. */
const valueOfJson = (text: string, what: string): AttributeValue => {
  try {
    const value = JSON.parse(text) as AttributeValue
    const [type, ...more] = Object.keys(value)
    if (type !== undefined && more.length === 0 && jsonTypes.includes(type)) return value
  } catch (cause) {
    throw damaged(what, reasonOf(cause), cause)
  }
  throw damaged(what, 'it holds no map, list or set')
}

/**
 * The value of an envelope, given the bytes it stands for.
 *
 * @param bytes - the payload, or for an offloaded value the object's content
 * @param what - names the value in an error
 * @throws PipelineError `blob.damaged`
 */
export const unpackedValue = (envelope: Envelope, bytes: Uint8Array, what: string): AttributeValue => {
  const { type, isCompressed, plainBytes } = envelope
  const plain = isCompressed ? decompressed(bytes, plainBytes, what) : bytes
  if (plain.length !== plainBytes) throw damaged(what, `it has ${plain.length} bytes, not ${plainBytes}`)
  const buffer = Buffer.from(plain.buffer, plain.byteOffset, plain.length)
  if (type === 'B') return { B: buffer.toString('base64') }
  return type === 'S' ? { S: buffer.toString() } : valueOfJson(buffer.toString(), what)
}
