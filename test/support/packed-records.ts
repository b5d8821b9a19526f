import type { BlobStore } from '../../core/blob/blob-store.ts'
import { blobKeyOf, looksPacked, smallestPackedBytes, writeEnvelope } from '../../core/blob/envelope.ts'
import { compressed, digestOf, plainBytesOf } from '../../core/blob/packed-value.ts'
import type { AttributeValue, Image } from '../../core/attributes/attribute-value.ts'
import type { StreamRecord } from '../../core/record/stream-record.ts'

/** The attribute compressed, as the store does it, whatever its size may be but for the least. */
export const packed = (value: AttributeValue): AttributeValue => {
  const { type, bytes } = plainBytesOf(value)
  if (bytes.length < smallestPackedBytes && !looksPacked(value)) return value
  const base = { type, isOffloaded: false, plainBytes: bytes.length }
  return writeEnvelope({ ...base, isCompressed: true, payload: compressed(bytes) })
}

/** The attribute in a blob store. */
export const offloaded = async (
  value: AttributeValue,
  store: BlobStore,
): Promise<{ readonly value: AttributeValue; readonly key: string }> => {
  const { type, bytes } = plainBytesOf(value)
  const body = compressed(bytes)
  const payload = digestOf(body)
  const key = blobKeyOf(payload)
  await store.put(key, body)
  const base = { type, isCompressed: true, isOffloaded: true }
  return { value: writeEnvelope({ ...base, plainBytes: bytes.length, payload }), key }
}

const packedImage = (image: Image): Image =>
  Object.fromEntries(Object.entries(image).map(([name, value]) => [name, packed(value)]))

/** The record as the stream brings it when the store has packed its large attributes. */
export const packedRecord = (record: StreamRecord): StreamRecord => {
  const { NewImage, OldImage, ...rest } = record.dynamodb ?? {}
  return {
    ...record,
    dynamodb: {
      ...rest,
      ...(NewImage && { NewImage: packedImage(NewImage) }),
      ...(OldImage && { OldImage: packedImage(OldImage) }),
    },
  }
}
