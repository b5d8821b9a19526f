import { describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { inspectorApp } from './app.ts'
import { newEntrance } from './entrance.ts'
import { newEventLog } from './event-log.ts'
import { readerLimits } from './event-reader.ts'

const port = 4747
const host = `127.0.0.1:${port}`

const opened = () => {
  let tokens = 0
  const entrance = newEntrance(port, () => `token-${(tokens += 1)}`)
  const written: unknown[] = []
  const app = inspectorApp({
    entrance,
    log: newEventLog({ events: 10, bytes: 10_000 }),
    limits: readerLimits,
    run: 'run',
    page: new Map([
      ['/', { type: 'text/html; charset=utf-8', body: new TextEncoder().encode('<title>page</title>') }],
    ]),
    routes: {
      reads: { state: async () => ({ is: 'read' }), 'records/:id': async (_, id) => ({ id }) },
      writes: { 'actions/write': async body => void written.push(body) },
    },
    clock: systemClock,
    end: new AbortController().signal,
  })
  const cookie = `${entrance.cookieName}=${entrance.sessionToken}`
  const ask = async (path: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    app.request(`http://${host}${path}`, { ...init, headers: { host, cookie, ...headers } })
  const write = async (headers: Record<string, string> = {}, body = '{"a":1}', path = '/api/actions/write') =>
    ask(
      path,
      { 'content-type': 'application/json', 'x-tailrace-token': entrance.writeToken, ...headers },
      { method: 'POST', body },
    )
  return { app, entrance, written, ask, write, cookie }
}

describe('who may look at a run', () => {
  it('is who comes with the cookie, by any name of this machine', async () => {
    const { ask } = opened()

    expect(await (await ask('/api/state')).json()).toEqual({ is: 'read' })
    expect(await (await ask('/')).text()).toContain('page')
    for (const name of ['localhost', '[::1]', 'LOCALHOST'])
      expect((await ask('/api/state', { host: `${name}:${port}` })).status).toBe(200)
  })

  it.each([
    ['a foreign Host', { host: 'evil.example:4747' }],
    ['a Host that was made to lead here', { host: '127.0.0.1.evil.example:4747' }],
    ['a Host with another port', { host: '127.0.0.1:4748' }],
    ['a Host with the port inside its name', { host: 'evil.example/127.0.0.1:4747' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['the Origin of another server of this machine', { origin: 'http://127.0.0.1:3000' }],
    ['an Origin that is opaque', { origin: 'null' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another port', { 'sec-fetch-site': 'same-site' }],
    ['no cookie', { cookie: '' }],
    ['a cookie of another port', { cookie: 'tailrace-4748=token-1' }],
    ['a cookie of another run', { cookie: 'tailrace-4747=token-0' }],
    ['a cookie that is the other token', { cookie: 'tailrace-4747=token-2' }],
  ])('is not who comes with %s', async (_, headers) => {
    const { ask, write, written } = opened()

    for (const path of ['/', '/api/state', '/api/records/1', '/api/events', '/assets/x.js'])
      expect((await ask(path, headers)).status).toBe(403)
    expect((await write(headers)).status).toBe(403)
    expect(written).toEqual([])
  })

  it('gives the cookie for a token once, and takes the token out of the address', async () => {
    const { app, entrance } = opened()
    const token = entrance.newStartToken()
    const start = async () => app.request(`http://${host}/?t=${token}`, { headers: { host } })

    const first = await start()
    expect(first.status).toBe(303)
    expect(first.headers.get('location')).toBe('/')
    expect(first.headers.get('set-cookie')).toBe(
      `tailrace-4747=${entrance.sessionToken}; Path=/; HttpOnly; SameSite=Strict`,
    )
    const again = await start()
    expect(again.status).toBe(403)
    expect(again.headers.get('set-cookie')).toBeNull()
    for (const wrong of ['', 'token-9', '../'])
      expect((await app.request(`http://${host}/?t=${wrong}`, { headers: { host } })).status).toBe(403)
  })

  it('does not spend a token on a page of somebody else', async () => {
    const { app, entrance } = opened()
    const address = `http://${host}/?t=${entrance.newStartToken()}`

    const strange = await app.request(address, { headers: { host, 'sec-fetch-site': 'cross-site' } })

    expect(strange.status).toBe(403)
    expect((await app.request(address, { headers: { host } })).status).toBe(303)
  })
})

describe('who may change something', () => {
  it('is who says the header token, with JSON, by POST', async () => {
    const { write, written } = opened()

    expect((await write()).status).toBe(200)
    expect(
      (await write({ 'content-type': 'application/json; charset=utf-8', origin: `http://${host}` })).status,
    ).toBe(200)
    expect(written).toEqual([{ a: 1 }, { a: 1 }])
  })

  it.each([
    ['without the header token', { 'x-tailrace-token': '' }],
    ['with the cookie in its place', { 'x-tailrace-token': 'token-1' }],
    ['with a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['with text, as a form of another page can', { 'content-type': 'text/plain' }],
    ['with a type that only begins as JSON', { 'content-type': 'application/jsonp' }],
  ])('is not who comes %s', async (_, headers) => {
    const { write, written } = opened()

    expect((await write(headers)).status).toBe(403)
    expect(written).toEqual([])
  })

  it('is nobody by another method, a body that is no JSON, or one that is too large', async () => {
    const { ask, write, written, entrance } = opened()
    const headers = { 'content-type': 'application/json', 'x-tailrace-token': entrance.writeToken }

    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS'])
      expect((await ask('/api/actions/write', headers, { method })).status).toBe(403)
    expect((await ask('/api/actions/write', headers)).status).toBe(404)
    expect((await write({}, '{"a":')).status).toBe(403)
    expect((await write({}, JSON.stringify({ a: 'x'.repeat(16 * 1024 * 1024) }))).status).toBe(413)
    expect(written).toEqual([])
  })
})

describe('what is given out', () => {
  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/assets/../../../etc/passwd',
    '/%00',
    '//etc/passwd',
    '/index.html/../../x',
  ])('is no file of the disk: %s', async path => {
    expect((await opened().ask(path)).status).toBe(404)
  })

  it('says what a browser may do with it, in every answer', async () => {
    const { ask } = opened()

    for (const answer of [
      await ask('/'),
      await ask('/api/state'),
      await ask('/', { host: 'evil.example' }),
    ]) {
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
  })
})
