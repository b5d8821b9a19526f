import { fault } from './fault.ts'

/** Errors of a Redis or Valkey: of its URL, and of what it lets us do. */
export const cacheFaults = {
  'cache.url-invalid': fault<{ url: string; problem: string }>({
    disposition: 'stop',
    message: d => `${d.url} does not name a Redis or Valkey: ${d.problem}.`,
    remedy: 'Write redis://USER:PASSWORD@HOST:PORT/DB, rediss: for TLS, ?cluster=true for a cluster.',
  }),
  'cache.access-denied': fault<{ sink: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} refuses access: ${d.reason}.`,
    remedy:
      'Check user and password in CACHE_URL, and that the user may UNLINK, SCAN and EVAL; the records are retried.',
  }),
  'cache.target-invalid': fault<{
    processor: string
    of: 'keys' | 'patterns' | 'groups'
    found: string
    sequenceNumber: string
    image: 'old' | 'new'
  }>({
    disposition: 'park',
    scope: 'record',
    message: d =>
      `${d.of} of processor ${d.processor} gave ${d.found} for the ${d.image} image of change ${d.sequenceNumber}.`,
    remedy:
      'Let the function return a list of texts for every image that the filter selects, an empty one where nothing depends on it; then redrive the parked record.',
  }),
}
