import { blobFaults } from '../errors/blob-faults.ts'
import { mapConcurrently } from '../concurrency/map-concurrently.ts'
import { isPipelineError, raise } from '../errors/pipeline-error.ts'
import { reasonOf } from '../errors/thrown.ts'
import type { Image } from '../attributes/attribute-value.ts'
import type { StreamRecord } from './stream-record.ts'
import type { BlobStore } from '../blob/blob-store.ts'
import { blobKeyOf, looksOffloaded, readEnvelope } from '../blob/envelope.ts'
import type { FetchedBlobs } from '../blob/expand-image.ts'
import { expandImage } from '../blob/expand-image.ts'
import { digestOf } from '../blob/packed-value.ts'

/** Objects fetched at once. */
const concurrency = 16

/** Keys of the offloaded values that an image refers to. */
export const offloadedKeys = (image: Image | undefined): readonly string[] => {
  let keys: string[] | undefined
  for (const name in image) {
    const value = image[name]
    if (!looksOffloaded(value)) continue
    const envelope = readEnvelope(value)
    if (envelope?.isOffloaded === true) (keys ??= []).push(blobKeyOf(envelope.payload))
  }
  return keys ?? []
}

const keysIn = (records: readonly StreamRecord[]): ReadonlySet<string> => {
  const keys = new Set<string>()
  // An event of a wrong shape is refused later, by what knows how to say so.
  for (const record of Array.isArray(records)
    ? (records as readonly (StreamRecord | null | undefined)[])
    : []) {
    for (const key of offloadedKeys(record?.dynamodb?.NewImage)) keys.add(key)
    for (const key of offloadedKeys(record?.dynamodb?.OldImage)) keys.add(key)
  }
  return keys
}

const unavailable = (key: string, reason: string, cause?: unknown): Error =>
  raise(blobFaults, 'blob.unavailable', { key, reason }, { cause })

const fetchOne = async (store: BlobStore, key: string, signal: AbortSignal): Promise<Uint8Array | Error> => {
  try {
    const bytes = await store.get(key, signal)
    if (bytes === undefined) return raise(blobFaults, 'blob.missing', { key })
    const isIntact = blobKeyOf(digestOf(bytes)) === key
    return isIntact
      ? bytes
      : raise(blobFaults, 'blob.damaged', { what: `The object ${key}`, problem: 'its digest differs' })
  } catch (error) {
    if (isPipelineError(error)) return error
    return unavailable(key, reasonOf(error), error)
  }
}

const fetchAll = async (
  store: BlobStore,
  keys: ReadonlySet<string>,
  found: Map<string, Uint8Array | Error>,
  signal: AbortSignal,
): Promise<void> => {
  const isOver = (): boolean => signal.aborted
  await mapConcurrently([...keys], concurrency, async key => {
    if (isOver()) return
    const result = await fetchOne(store, key, signal)
    // What comes too late has been told to be unavailable, and stays so in this batch.
    if (!isOver()) found.set(key, result)
  })
}

/**
 * Fetches what the images of these records refer to, each object once. A record without offloaded values costs a
 * look at its attributes. What could not be had is in the answer as the error that reading it will throw.
 *
 * @param timeUp - resolves when there is no more time; told when it is not needed any longer
 */
export const fetchBlobs = async (
  records: readonly StreamRecord[],
  store: BlobStore,
  timeUp: (signal: AbortSignal) => Promise<void>,
): Promise<FetchedBlobs> => {
  const found = new Map<string, Uint8Array | Error>()
  const keys = keysIn(records)
  if (keys.size === 0) return found
  const [work, timer] = [new AbortController(), new AbortController()]
  await Promise.race([fetchAll(store, keys, found, work.signal), timeUp(timer.signal)])
  work.abort()
  timer.abort()
  for (const key of keys) {
    if (!found.has(key)) found.set(key, unavailable(key, 'it did not come in time'))
  }
  return found
}

const never = async (): Promise<void> => new Promise(() => undefined)

/** An image as it was before packing, for tools that look at single items without a deadline. */
export const plainImage = async (image: Image, store: BlobStore | undefined): Promise<Image> => {
  if (store === undefined) return expandImage(image)
  const record = { dynamodb: { NewImage: image } }
  return expandImage(image, await fetchBlobs([record], store, never))
}

/** A record with such images. */
export const plainRecord = async (
  record: StreamRecord,
  store: BlobStore | undefined,
): Promise<StreamRecord> => {
  const { dynamodb } = record
  if (dynamodb === undefined) return record
  const { NewImage, OldImage } = dynamodb
  return {
    ...record,
    dynamodb: {
      ...dynamodb,
      ...(NewImage && { NewImage: await plainImage(NewImage, store) }),
      ...(OldImage && { OldImage: await plainImage(OldImage, store) }),
    },
  }
}
