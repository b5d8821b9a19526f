import { defineFaults } from '../../core/errors/define-faults.ts'
import { sinkFaults } from '../../core/errors/sink-faults.ts'

/** Errors of a Redis or Valkey: of its URL, and of what it lets us do. */
export const cacheFaults = defineFaults({
  'cache.url-invalid': {
    disposition: 'stop',
    message: (d: { url: string; problem: string }) =>
      `${d.url} does not name a Redis or Valkey: ${d.problem}.`,
    remedy: 'Write redis://USER:PASSWORD@HOST:PORT/DB, rediss: for TLS, ?cluster=true for a cluster.',
  },
  'cache.access-denied': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; reason: string }) => `${d.sink} refuses access: ${d.reason}.`,
    remedy:
      'Check user and password in CACHE_URL, and that the user may UNLINK, SCAN and EVAL; the records are retried.',
  },
  'cache.argument-invalid': {
    disposition: 'park',
    scope: 'record',
    message: (d: { command: string; found: string }) =>
      `A key or value given to the cache for ${d.command} is ${d.found}, not a text.`,
    remedy: 'Give texts to the cache.',
  },
  'cache.client-unsupported': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { problem: string }) => `The client given to clientCache cannot be used: ${d.problem}.`,
    remedy:
      'Give it a connected client of @redis/client 4 or newer, ioredis 5 or newer, or iovalkey, outside of transactions and legacy modes; the records are retried.',
  },
  'cache.prefix-unknown': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { problem: string }) =>
      `What the client given to clientCache puts before keys is not known: ${d.problem}.`,
    remedy:
      'Give it the client itself instead of what wraps it, with a text for keyPrefix; entries under another key would stay. The records are retried.',
  },
  'cache.cluster-unexpected': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; reason: string }) =>
      `${d.sink} is a cluster, which has to be spoken to as one: ${d.reason}.`,
    remedy:
      'Write ?cluster=true in CACHE_URL, or give clientCache a client for clusters; the records are retried.',
  },
  'cache.command-missing': {
    disposition: 'retry',
    scope: 'sink',
    message: (d: { sink: string; reason: string }) =>
      `${d.sink} does not know a command that is needed: ${d.reason}.`,
    remedy:
      'Invalidation needs UNLINK, for patterns SCAN, for groups EVAL, SADD and SREM, from Redis 4 or Valkey on, under their own names; the records are retried.',
  },
})

/** What an answer of a server or its client can become. */
export const valkeyFaults = Object.freeze({ ...sinkFaults, ...cacheFaults })
