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
  'cache.argument-invalid': fault<{ command: string; found: string }>({
    disposition: 'park',
    scope: 'record',
    message: d => `A key or value given to the cache for ${d.command} is ${d.found}, not a text.`,
    remedy: 'Give texts to the cache.',
  }),
  'cache.client-unsupported': fault<{ problem: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `The client given to clientCache cannot be used: ${d.problem}.`,
    remedy:
      'Give it a connected client of @redis/client 4 or newer, ioredis 5 or newer, or iovalkey, outside of transactions and legacy modes; the records are retried.',
  }),
  'cache.prefix-unknown': fault<{ problem: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `What the client given to clientCache puts before keys is not known: ${d.problem}.`,
    remedy:
      'Give it the client itself instead of what wraps it, with a text for keyPrefix; entries under another key would stay. The records are retried.',
  }),
  'cache.cluster-unexpected': fault<{ sink: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} is a cluster, which has to be spoken to as one: ${d.reason}.`,
    remedy:
      'Write ?cluster=true in CACHE_URL, or give clientCache a client for clusters; the records are retried.',
  }),
  'cache.command-missing': fault<{ sink: string; reason: string }>({
    disposition: 'retry',
    scope: 'sink',
    message: d => `${d.sink} does not know a command that is needed: ${d.reason}.`,
    remedy:
      'Invalidation needs UNLINK, for patterns SCAN, for groups EVAL, SADD and SREM, from Redis 4 or Valkey on, under their own names; the records are retried.',
  }),
}
