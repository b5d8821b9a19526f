import type { S3Client } from '@aws-sdk/client-s3'
import { asked } from '../aws/aws-failure.ts'
import type { S3Access } from './s3-access.ts'
import { s3BySdk } from './s3-access.ts'
import type { S3Place } from './s3-place.ts'
import { exportsOf } from '../exports-of.ts'

/** A key, and since when its object is there in epoch milliseconds, where the service says so. */
export interface DatedKey {
  readonly key: string
  readonly sinceMs: number | undefined
}

/** Objects of a bucket under a prefix; keys are given without it. */
export interface S3Folder {
  readonly url: string
  /** Writes an object; `ifAbsent` leaves one that is there and answers `unchanged`. */
  readonly put: (
    key: string,
    body: string,
    options: {
      readonly contentType: string
      readonly ifAbsent?: boolean
      readonly signal?: AbortSignal | undefined
    },
  ) => Promise<'applied' | 'unchanged'>
  readonly get: (key: string) => Promise<string>
  /** As `get`; `undefined` when there is no such object. */
  readonly find: (key: string) => Promise<string | undefined>
  /** Keys that begin so, in the order of their bytes, a page at a time. */
  readonly keys: (beginning: string) => AsyncGenerator<string>
  /** As `keys`, with the time at which each was put there last. */
  readonly dated: (beginning: string) => AsyncGenerator<DatedKey>
  /** Deletes an object; one that is not there is no fault. */
  readonly remove: (key: string) => Promise<void>
  /**
   * Copies before it deletes: whatever happens in between, the object is there. False, and nothing is changed, where
   * there is none to move.
   */
  readonly move: (from: string, to: string) => Promise<boolean>
}

const isThere = (error: unknown): boolean => error instanceof Error && error.name === 'PreconditionFailed'

const isMissing = (error: unknown): boolean => error instanceof Error && error.name === 'NoSuchKey'

/** What `CopySource` wants: the path as in a URL. */
const copySource = (bucket: string, key: string): string =>
  [bucket, ...key.split('/')].map(encodeURIComponent).join('/')

const sdk = async () => exportsOf(await import('@aws-sdk/client-s3'))

type OpenClient = S3Access['client']

async function* objectsAt(
  open: OpenClient,
  { bucket: Bucket, prefix, url }: S3Place,
  beginning: string,
): AsyncGenerator<DatedKey> {
  const client = await open()
  const { paginateListObjectsV2 } = await sdk()
  const pages = paginateListObjectsV2({ client }, { Bucket, Prefix: prefix + beginning })
  for (;;) {
    const page = await asked(url, async () => pages.next())
    if (page.done === true) return
    for (const { Key, LastModified } of page.value.Contents ?? [])
      if (Key !== undefined) yield { key: Key.slice(prefix.length), sinceMs: LastModified?.getTime() }
  }
}

const reading = (open: OpenClient, place: S3Place): Pick<S3Folder, 'get' | 'find' | 'keys' | 'dated'> => {
  const { bucket: Bucket, prefix, url } = place
  return {
    get: async key =>
      asked(url, async () => {
        const client = await open()
        const { GetObjectCommand } = await sdk()
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: prefix + key }))
        return (await Body?.transformToString('utf8')) ?? ''
      }),
    find: async key =>
      asked(url, async () => {
        const client = await open()
        const { GetObjectCommand } = await sdk()
        try {
          const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: prefix + key }))
          return (await Body?.transformToString('utf8')) ?? ''
        } catch (error) {
          if (isMissing(error)) return undefined
          throw error
        }
      }),
    keys: async function* (beginning) {
      for await (const { key } of objectsAt(open, place, beginning)) yield key
    },
    dated: beginning => objectsAt(open, place, beginning),
  }
}

const writing = (
  { put, client: open }: S3Access,
  { bucket: Bucket, prefix, url }: S3Place,
): Pick<S3Folder, 'put' | 'remove' | 'move'> => ({
  put: async (key, body, { contentType, ifAbsent = false, signal }) =>
    asked(url, async () => {
      try {
        await put({ key: prefix + key, body, contentType, ifAbsent }, signal)
        return 'applied'
      } catch (error) {
        if (isThere(error)) return 'unchanged'
        throw error
      }
    }),
  remove: async key =>
    asked(url, async () => {
      const client = await open()
      const { DeleteObjectCommand } = await sdk()
      await client.send(new DeleteObjectCommand({ Bucket, Key: prefix + key }))
    }),
  move: async (from, to) =>
    asked(url, async () => {
      const client = await open()
      const { CopyObjectCommand, DeleteObjectCommand } = await sdk()
      const CopySource = copySource(Bucket, prefix + from)
      try {
        await client.send(new CopyObjectCommand({ Bucket, Key: prefix + to, CopySource }))
      } catch (error) {
        if (isMissing(error)) return false
        throw error
      }
      await client.send(new DeleteObjectCommand({ Bucket, Key: prefix + from }))
      return true
    }),
})

/** The objects at a place, errors in words of faults. */
export const s3FolderBy = (access: S3Access, place: S3Place): S3Folder => ({
  url: place.url,
  ...reading(access.client, place),
  ...writing(access, place),
})

/** The same by the SDK's client. */
export const s3Folder = (client: S3Client, place: S3Place): S3Folder =>
  s3FolderBy(s3BySdk(client, place.bucket), place)
