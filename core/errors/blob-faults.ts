import { defineFaults } from './define-faults.ts'

/** Errors of values that an item holds packed, or that lie outside of it. */
export const blobFaults = defineFaults({
  'blob.missing': {
    disposition: 'park',
    message: (d: { key: string }) => `The value that was offloaded to ${d.key} is not there.`,
    remedy: 'Bring the object back (S3 keeps old versions if told to), then redrive the parked record.',
  },
  'blob.damaged': {
    disposition: 'park',
    message: (d: { what: string; problem: string }) => `${d.what} cannot be unpacked: ${d.problem}.`,
    remedy: 'Write the item anew, or bring the object back, then redrive the parked record.',
  },
  'blob.unavailable': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { key: string; reason: string }) =>
      `The value that was offloaded to ${d.key} cannot be read now: ${d.reason}.`,
    remedy: 'Nothing is lost: the records are retried. Look at BLOB_URL, its permissions and the network.',
  },
  'blob.not-fetched': {
    disposition: 'park',
    message: (d: { key: string }) =>
      `The value lies at ${d.key}, and no blob store was given to read it from.`,
    remedy: 'Give streamHandler the option blobs (BLOB_URL), then redrive the parked record.',
  },
})
