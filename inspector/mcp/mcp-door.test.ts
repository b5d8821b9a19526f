import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../core/clock.ts'
import { temporaryPaths } from '../../test/support/temporary-folder.ts'
import { inspectorApp } from '../server/app.ts'
import { newEntrance } from '../server/entrance.ts'
import { newEventLog } from '../server/event-log.ts'
import { readerLimits } from '../server/event-reader.ts'
import { newMcpDoor } from './mcp-door.ts'
import { announceMcp, lastingToken, runningMcp } from './mcp-place.ts'

const path = temporaryPaths()
const host = '127.0.0.1:4747'
const token = 'a'.repeat(43)

const opened = () => {
  const asked: unknown[] = []
  const entrance = newEntrance(4747, () => 'secret')
  const mcp = newMcpDoor({
    ...{ token, version: '0', newMark: () => 'mark' },
    ask: async (name, fields) => {
      asked.push([name, fields])
      return Promise.resolve({ name })
    },
  })
  const app = inspectorApp({
    ...{ entrance, mcp, limits: readerLimits, run: 'run', page: undefined, clock: systemClock },
    ...{ log: newEventLog({ events: 10, bytes: 10_000 }), end: new AbortController().signal },
    routes: { reads: { state: async () => Promise.resolve({ is: 'read' }) }, writes: {} },
  })
  const cookie = `${entrance.cookieName}=${entrance.sessionToken}`
  const ask = async (
    headers: Record<string, string>,
    body: unknown = { tool: 'get_status', fields: {} },
    to = '/mcp/ask',
  ) =>
    app.request(`http://${host}${to}`, {
      method: 'POST',
      headers: {
        host,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify(body),
    })
  return { ask, asked, cookie, app }
}

const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

describe('the door for assistants', () => {
  it('opens for the token', async () => {
    const { ask, asked } = opened()

    const answer = await ask({ authorization: `Bearer ${token}` })

    expect([answer.status, await answer.json()]).toEqual([200, { name: 'get_status' }])
    expect(asked).toEqual([['get_status', {}]])
    expect((await ask({ authorization: `Bearer ${token}` }, list, '/mcp')).status).toBe(200)
  })

  it.each([
    ['no token', {}],
    ['the cookie of the page', { cookie: 'tailrace-4747=secret' }],
    [
      'the cookie, and the header of the page',
      { cookie: 'tailrace-4747=secret', 'x-tailrace-token': 'secret' },
    ],
    ["the page's own token as bearer", { authorization: 'Bearer secret' }],
    ['another token', { authorization: `Bearer ${'b'.repeat(43)}` }],
    ['a part of the token', { authorization: `Bearer ${token.slice(0, -1)}` }],
    ['the token without its scheme', { authorization: token }],
  ])('stays shut for %s', async (_, headers) => {
    const { ask, asked } = opened()

    for (const to of ['/mcp', '/mcp/ask']) {
      const answer = await ask(headers, list, to)
      expect(answer.status).toBe(401)
      expect(answer.headers.get('www-authenticate')).toBe('Bearer')
    }
    expect(asked).toEqual([])
  })

  it.each([
    ['a foreign Host', { host: 'evil.example:4747' }],
    ['another port', { host: '127.0.0.1:1' }],
    ['a foreign Origin', { origin: 'https://evil.example' }],
    ['an opaque Origin', { origin: 'null' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('stays shut for %s, even with the token', async (_, headers) => {
    const { ask, asked } = opened()

    for (const to of ['/mcp', '/mcp/ask'])
      expect((await ask({ authorization: `Bearer ${token}`, ...headers }, list, to)).status).toBe(403)
    expect(asked).toEqual([])
  })

  it('gives an assistant nothing of the page', async () => {
    const { app } = opened()

    for (const to of ['/api/state', '/api/events', '/'])
      expect(
        (await app.request(`http://${host}${to}`, { headers: { host, authorization: `Bearer ${token}` } }))
          .status,
      ).toBe(403)
  })
})

describe('the token of a project', () => {
  it('is made once, for this user only, and lasts', () => {
    const folder = path('project')

    const first = lastingToken(folder)

    expect(first.length).toBeGreaterThanOrEqual(43)
    expect(lastingToken(folder)).toBe(first)
    expect(statSync(join(folder, '.tailrace', 'mcp-token')).mode & 0o777).toBe(0o600)
  })

  it('is another one where others could have read or chosen it', () => {
    const folder = path('project')
    const first = lastingToken(folder)
    const file = join(folder, '.tailrace', 'mcp-token')

    chmodSync(file, 0o644)
    const second = lastingToken(folder)
    writeFileSync(file, 'short')

    expect(second).not.toBe(first)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect([first, second, 'short']).not.toContain(lastingToken(folder))
    expect(readFileSync(file, 'utf8').trim()).toBe(lastingToken(folder))
  })

  it('leads to a dev that runs, and to none that has ended', () => {
    const folder = path('project')
    const own = lastingToken(folder)

    const forget = announceMcp(folder, { pid: process.pid, port: 4747 })
    expect(runningMcp(folder)).toEqual({ pid: process.pid, port: 4747, token: own })
    forget()
    expect(runningMcp(folder)).toBeUndefined()
    // No process has it.
    announceMcp(folder, { pid: 4_194_305, port: 4747 })
    expect(runningMcp(folder)).toBeUndefined()
  })
})
