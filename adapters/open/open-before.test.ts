import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { searchStore } from './search-store.ts'
import { cache } from './cache.ts'
import { ledgerStore } from './ledger-store.ts'
import { auditSink } from './audit-sink.ts'

const stops: (() => void)[] = []
afterEach(() => {
  vi.unstubAllEnvs()
  for (const stop of stops.splice(0)) stop()
})

/** An engine that first does what it is told, for each request, and then answers. */
const engine = async (first: readonly ('hang' | 503)[] = []) => {
  const left = [...first]
  const paths: string[] = []
  let connections = 0
  const server = createServer((request, response) => {
    paths.push(`${request.method} ${request.url}`)
    const next = left.shift()
    if (next === 'hang') return
    const items = [{ index: { status: 200 } }]
    const body = { version: { distribution: 'opensearch', number: '3.8.0' }, errors: false, items }
    response.writeHead(next ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }).on('connection', () => {
    connections += 1
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => {
    server.close()
    server.closeAllConnections()
  })
  const url = `opensearch+http://127.0.0.1:${(server.address() as AddressInfo).port}`
  // Longer than a test may take: what is given up is given up for the signal's sake.
  return { url, store: searchStore(`${url}?timeoutMs=60000`), paths, connections: () => connections }
}

const guard = { by: 'newer', version: '1' } as const
const write = { op: 'index', index: 'i', id: '1', guard, metadata: '{}', document: '{}' } as const

describe('a sink that is opened before its use', () => {
  it('is connected, and known, when it is first used', async () => {
    const { store, paths, connections } = await engine()

    await store.open?.()
    expect(paths).toEqual(['GET /'])
    expect(await store.write([write])).toEqual(['applied'])

    expect(paths).toEqual(['GET /', expect.stringMatching(/^POST \/_bulk/) as string])
    expect(connections()).toBe(1)
  })

  it.each([['hang'], [503]] as const)('and was not, by %s, is opened anew by its first use', async first => {
    const { store, paths } = await engine([first])
    const over = new AbortController()

    const opened = store.open?.(over.signal)
    void vi.waitFor(() => expect(paths.length).toBeGreaterThan(0)).then(() => over.abort())
    await expect(opened).rejects.toMatchObject({ code: 'sink.unavailable' })

    expect(await store.write([write])).toEqual(['applied'])
    expect(paths).toEqual(['GET /', 'GET /', expect.stringMatching(/^POST \/_bulk/) as string])
  })

  it('gives up the ledger when nobody waits any more', async () => {
    const { url, paths } = await engine(['hang', 'hang', 'hang'])
    vi.stubEnv('AWS_ENDPOINT_URL', url.replace('opensearch+', ''))
    vi.stubEnv('AWS_REGION', 'eu-central-1')
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
    const ledger = ledgerStore('dynamodb://ledger')
    const over = new AbortController()

    const asked = ledger.query('p', '0', '1', over.signal)
    void vi.waitFor(() => expect(paths.length).toBeGreaterThan(0), 10_000).then(() => over.abort())

    await expect(asked).rejects.toThrow()
    expect(paths).toHaveLength(1)
  })

  it('says what is wrong with its URL, at its use as before', async () => {
    const unknown = auditSink('ftp://somewhere')

    await expect(unknown.open?.()).rejects.toMatchObject({ code: 'config.scheme-unknown' })
    await expect(unknown.append([])).rejects.toMatchObject({ code: 'config.scheme-unknown' })
  })

  it('in memory has nothing to open', async () => {
    await expect(cache('memory:').open?.()).resolves.toBeUndefined()
  })
})
