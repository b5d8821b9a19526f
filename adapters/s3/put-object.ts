/** A text that is to be an object of a bucket. */
export interface NewObject {
  readonly key: string
  readonly body: string
  readonly contentType: string
  /** It is put only where there is none. */
  readonly ifAbsent: boolean
}

/**
 * Puts an object into a bucket: by the SDK's client, or without it (`putDirectly`). Both throw errors with the names
 * and words of S3.
 */
export type PutObject = (object: NewObject, signal?: AbortSignal) => Promise<void>
