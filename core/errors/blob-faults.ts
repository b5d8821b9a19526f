import { fault } from './fault.ts'

/** Errors of values that an item holds packed, or that lie outside of it. */
export const blobFaults = {
  'blob.missing': fault<{ key: string }>({
    disposition: 'park',
    message: d => `The value that was offloaded to ${d.key} is not there.`,
    remedy: 'Bring the object back (S3 keeps old versions if told to), then redrive the parked record.',
  }),
  'blob.damaged': fault<{ what: string; problem: string }>({
    disposition: 'park',
    message: d => `${d.what} cannot be unpacked: ${d.problem}.`,
    remedy: 'Write the item anew, or bring the object back, then redrive the parked record.',
  }),
  'blob.unavailable': fault<{ key: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `The value that was offloaded to ${d.key} cannot be read now: ${d.reason}.`,
    remedy: 'Nothing is lost: the records are retried. Look at BLOB_URL, its permissions and the network.',
  }),
  'blob.not-fetched': fault<{ key: string }>({
    disposition: 'park',
    message: d => `The value lies at ${d.key}, and no blob store was given to read it from.`,
    remedy: 'Give streamHandler the option blobs (BLOB_URL), then redrive the parked record.',
  }),
}
