import { blobFaults } from '../errors/blob-faults.ts'
import { raise } from '../errors/pipeline-error.ts'
import type { AttributeValue, Image } from '../attributes/attribute-value.ts'
import { blobKeyOf, looksPacked, readEnvelope } from './envelope.ts'
import { unpackedValue } from './packed-value.ts'

/** Content of offloaded values by key, or why it could not be had. */
export type FetchedBlobs = ReadonlyMap<string, Uint8Array | Error>

const valueIn = (
  name: string,
  value: { readonly B: string },
  blobs: FetchedBlobs | undefined,
): AttributeValue => {
  const envelope = readEnvelope(value)
  if (envelope === undefined) return value
  if (!envelope.isOffloaded) return unpackedValue(envelope, envelope.payload, `Attribute ${name}`)
  const key = blobKeyOf(envelope.payload)
  const bytes = blobs?.get(key)
  if (bytes instanceof Error) throw bytes
  if (bytes === undefined) throw raise(blobFaults, 'blob.not-fetched', { key })
  return unpackedValue(envelope, bytes, `The object ${key}`)
}

const definePlain = (
  plain: object,
  name: string,
  value: { readonly B: string },
  blobs: FetchedBlobs | undefined,
): void => {
  let known: AttributeValue | undefined
  Object.defineProperty(plain, name, {
    enumerable: true,
    get: () => (known ??= valueIn(name, value, blobs)),
  })
}

/**
 * The image with its packed attributes as they were before packing, each unpacked when it is first read. An image
 * without any is returned as it is. Reading an attribute whose content could not be had throws the reason why.
 *
 * @throws PipelineError from the read: `blob.missing`, `blob.damaged`, `blob.unavailable`, `blob.not-fetched`
 */
export const expandImage = (image: Image, blobs?: FetchedBlobs): Image => {
  let plain: Image | undefined
  for (const name in image) {
    const value = image[name]
    if (!looksPacked(value)) continue
    plain ??= { ...image }
    definePlain(plain, name, value, blobs)
  }
  return plain ?? image
}
