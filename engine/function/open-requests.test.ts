import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ServerResponse } from 'node:http'
import { writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { recordsTo } from '../../test/support/local-mapping.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import type { FunctionNote } from './function-note.ts'
import type { WorkerFunction } from './worker-function.ts'
import { workerFunction } from './worker-function.ts'

const path = temporaryPaths()
const started: WorkerFunction[] = []
const held: ServerResponse[] = []
// `/slow` is answered when a test is over, all else at once.
const server = createServer((request, response) => {
  request.resume()
  if (request.url === '/slow') held.push(response)
  else response.end('x'.repeat(request.url === '/big' ? 3_000_000 : 10))
})
let host = ''

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(async () => {
  for (const response of held.splice(0)) response.end()
  await Promise.all(started.splice(0).map(async each => each.stop()))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

/** Invokes a handler three times in one thread, and gives what was noticed. */
const notesOf = async (body: string, before = ''): Promise<readonly FunctionNote[]> => {
  const file = path('function.mjs')
  writeFileSync(
    file,
    `import http from 'node:http'
     const at = path => 'http://${host}' + path
     const get = (url, options = {}) => new Promise((resolve, reject) => {
       http.get(url, options, response => response.resume().on('end', resolve)).on('error', reject)
     })
     ${before}
     export const handler = async () => { ${body} }`,
  )
  const notes: FunctionNote[] = []
  const target = workerFunction({
    functionName: 'orders',
    file,
    exportName: 'handler',
    timeoutMs: 10_000,
    memorySizeMb: 128,
    env: {},
    clock: systemClock,
    onNote: note => notes.push(note),
  })
  started.push(target)
  for (const id of ['a', 'b', 'c']) {
    expect(await target.invoke({ Records: recordsTo(1) }, id)).toMatchObject({ type: 'returned' })
  }
  return notes
}

describe('requests that an answer did not wait for', () => {
  it.each([
    ['fetch', `void fetch(at('/slow'), { method: 'POST', body: 'x' })`, 'POST'],
    ['http', `http.get(at('/slow')).on('error', () => {})`, 'GET'],
  ])('are told by method and host: %s', async (_, body, method) => {
    const left = { type: 'requests-left-open', requests: [`${method} ${host}`] }

    expect(await notesOf(`${body}; await new Promise(resolve => setTimeout(resolve, 50))`)).toEqual([
      left,
      left,
      left,
    ])
  })

  it('are told where they begin after the answer', async () => {
    const notes = await notesOf(`setTimeout(() => fetch(at('/')), 5)`, 'await get(at("/"))')

    await systemClock.wait(100)
    expect(notes).toContainEqual({ type: 'requests-left-open', requests: [`GET ${host}`] })
  })

  it.each([
    ['awaited ones', `await Promise.all([fetch(at('/')), get(at('/'))])`, ''],
    ['an answer whose body nobody reads', `await fetch(at('/big'))`, ''],
    ['one that was read to its end', `await (await fetch(at('/big'))).text()`, ''],
    [
      'a socket that is kept alive',
      `await get(at('/'), { agent })`,
      'const agent = new http.Agent({ keepAlive: true })',
    ],
    ['one that failed', `await fetch('http://127.0.0.1:1').catch(() => {})`, ''],
    [
      'one that was called off',
      `const off = new AbortController(); const asked = fetch(at('/slow'), { signal: off.signal }).catch(() => {}); await new Promise(resolve => setTimeout(resolve, 20)); off.abort(); await asked`,
      '',
    ],
    [
      'one that was destroyed',
      `const asked = http.get(at('/slow')).on('error', () => {}); await new Promise(resolve => setTimeout(resolve, 20)); asked.destroy()`,
      '',
    ],
    ['what a module asks for at its start', 'return 1', `void fetch(at('/slow'))`],
    [
      'a pool of the module that asks all the time',
      'await new Promise(resolve => setTimeout(resolve, 30))',
      `setInterval(() => { fetch(at('/slow')).catch(() => {}) }, 5)`,
    ],
  ])('are not %s', async (_, body, before) => {
    expect(await notesOf(body, before)).toEqual([])
  })
})

describe('a rejection that nobody handles', () => {
  it('is told where it comes after the answer', async () => {
    const file = path('function.mjs')
    writeFileSync(
      file,
      `export const handler = async () => { setTimeout(() => Promise.reject(new Error('too late')), 20) }`,
    )
    const noticed = Promise.withResolvers<FunctionNote>()
    const target = workerFunction({
      functionName: 'orders',
      file,
      exportName: 'handler',
      timeoutMs: 5_000,
      memorySizeMb: 128,
      env: {},
      clock: systemClock,
      onNote: noticed.resolve,
    })
    started.push(target)
    await target.invoke({ Records: recordsTo(1) }, 'a')

    expect(await noticed.promise).toEqual({ type: 'rejected-after-answer', reason: 'too late' })
  })
})
