import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { Redis as Valkey } from 'iovalkey'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cacheInvalidation } from '../../processors/cache-invalidation/cache-invalidation.ts'
import { everything } from '../../core/filter/words.ts'
import { functionOf } from '../../test/support/pipeline.ts'
import { recordOf } from '../../test/support/records.ts'
import type { RespServer } from '../../test/support/resp-server.ts'
import { respServer } from '../../test/support/resp-server.ts'
import { clientCache } from './client-cache.ts'
import { connectClient } from './connect-client.ts'
import { keepConnection } from './keep-connection.ts'
import { valkeyCache } from './valkey-cache.ts'
import { valkeyTarget } from './valkey-target.ts'

const nothing = { keys: [], patterns: [], groups: [] }

/** As Redis 7.0 and Valkey word them. */
const answers: readonly (readonly [answer: string, code: string, scope: 'sink' | undefined])[] = [
  ['NOAUTH Authentication required.', 'cache.access-denied', 'sink'],
  ['WRONGPASS invalid username-password pair or user is disabled.', 'cache.access-denied', 'sink'],
  ["NOPERM this user has no permissions to run the 'unlink' command", 'cache.access-denied', 'sink'],
  ['ERR invalid password', 'cache.access-denied', 'sink'],
  ["READONLY You can't write against a read only replica.", 'sink.unavailable', 'sink'],
  [
    "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    'sink.unavailable',
    'sink',
  ],
  ['LOADING Redis is loading the dataset in memory', 'sink.unavailable', 'sink'],
  ['CLUSTERDOWN Hash slot not served', 'sink.unavailable', 'sink'],
  ['TRYAGAIN Multiple keys request during rehashing of slot', 'sink.unavailable', 'sink'],
  ['BUSY Redis is busy running a script. You can only call SCRIPT KILL.', 'sink.unavailable', 'sink'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'sink.unavailable', 'sink'],
  ['MISCONF Redis is configured to save RDB snapshots', 'sink.unavailable', 'sink'],
  ['NOREPLICAS Not enough good replicas to write.', 'sink.unavailable', 'sink'],
  ['ERR max number of clients reached', 'sink.unavailable', 'sink'],
  ['ERR upstream failure', 'sink.unavailable', 'sink'],
  ['MOVED 3999 127.0.0.1:6381', 'cache.cluster-unexpected', 'sink'],
  ['ASK 3999 127.0.0.1:6381', 'cache.cluster-unexpected', 'sink'],
  ["CROSSSLOT Keys in request don't hash to the same slot", 'cache.cluster-unexpected', 'sink'],
  ["ERR unknown command 'UNLINK', with args beginning with: 'marked-key' ", 'cache.command-missing', 'sink'],
  ['WRONGTYPE Operation against a key holding the wrong kind of value', 'sink.answer-unknown', undefined],
  ['ERR string exceeds maximum allowed size (proto-max-bulk-len)', 'sink.answer-unknown', undefined],
  ['SOMETHING nobody has seen', 'sink.answer-unknown', undefined],
]

/** Another connection may lead to a server that is better off. */
const leftAfter = /^(READONLY|MASTERDOWN|ERR max number of clients|ERR upstream) /

let server: RespServer
beforeAll(async () => {
  server = await respServer()
})
afterAll(async () => {
  await server.stop()
})

describe('what a Redis or Valkey answers', () => {
  it.each(answers)('is told from an outage of all: %s', async (answer, code, scope) => {
    const cache = valkeyCache(valkeyTarget('redis', `//127.0.0.1:${server.port}`))
    server.refuse(answer)

    const error = await cache.invalidate({ ...nothing, keys: ['a'] }).catch((thrown: unknown) => thrown)

    server.refuse(undefined)
    expect(error).toMatchObject({ code, scope, disposition: 'retry' })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('marked')
  })

  it.each(answers)('ends the connection only where another may be better: %s', async answer => {
    let opened = 0
    const client = { options: {}, sendCommand: async () => Promise.resolve('OK') }
    const open = async () => {
      opened += 1
      return { ...(await connectClient(client)), destroy: () => undefined }
    }
    const on = keepConnection({ open, sink: 'Redis', timeoutMs: 5_000 })

    await expect(on(async () => Promise.reject(new Error(answer)))).rejects.toThrow('Redis')
    await on(async () => Promise.resolve())

    expect(opened).toBe(leftAfter.test(`${answer} `) ? 2 : 1)
  })

  it.each(['TypeError', 'RangeError', 'ReferenceError', 'SyntaxError'])(
    'does not take the place of a %s of the client',
    async name => {
      const sendCommand = async () => Promise.reject(Object.assign(new Error('no'), { name }))
      const cache = clientCache({ options: {}, sendCommand })

      await expect(cache.invalidate({ ...nothing, keys: ['a'] })).rejects.toMatchObject({
        code: 'sink.answer-unknown',
        scope: undefined,
      })
    },
  )

  it.each([Redis, Valkey])('keeps what was sent out of the errors of a client (%#)', async Client => {
    const client = new (Client as typeof Redis)(server.port, { maxRetriesPerRequest: 0 })
    client.on('error', () => undefined)
    const cache = clientCache(client)
    server.refuse('WRONGTYPE Operation against a key holding the wrong kind of value')

    const error = await cache.set('k', 'marked-value').catch((thrown: unknown) => thrown)

    server.refuse(undefined)
    client.disconnect()
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain('marked')
  })

  it('parks nobody for an outage, however often it is tried', async () => {
    const cache = valkeyCache(valkeyTarget('redis', `//127.0.0.1:${server.port}`))
    const f = functionOf([cacheInvalidation({ filter: everything(), cache, keys: change => [change.key] })])
    const batch = [recordOf({ seq: 1, key: 'a' }), recordOf({ seq: 2, key: 'b' })]
    for (const [answer, , scope] of answers) {
      if (scope !== 'sink') continue
      server.refuse(answer)
      for (let tried = 0; tried < 6; tried += 1) expect(await f.invoke(batch)).toEqual([1, 2])
    }
    server.refuse(undefined)

    expect([await f.invoke(batch), await f.parked()]).toEqual([[], []])
  })
})
