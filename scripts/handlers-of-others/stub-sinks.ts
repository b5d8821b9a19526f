import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** An Elasticsearch and an EventBridge, as far as the two packages ask. */
export interface StubSinks {
  readonly url: string
  /** Documents by their ids. */
  readonly documents: ReadonlyMap<string, unknown>
  /** Types of the events that were put. */
  readonly events: readonly string[]
  readonly close: () => void
}

interface Entries {
  readonly Entries: readonly { readonly DetailType: string }[]
}

/** Listens on a free port of loopback. */
export const stubSinks = async (): Promise<StubSinks> => {
  const documents = new Map<string, unknown>()
  const events: string[] = []
  const put = (body: string): object => {
    const { Entries } = JSON.parse(body) as Entries
    events.push(...Entries.map(({ DetailType }) => DetailType))
    return { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: String(index) })) }
  }
  const answer = (method: string, path: string, body: string): readonly [number, object] => {
    const id = path.split('?')[0]?.split('/').at(-1) ?? ''
    if (path === '/') return [200, put(body)]
    if (method === 'PUT') {
      documents.set(id, JSON.parse(body))
      return [201, { result: 'created' }]
    }
    if (method === 'DELETE') return [documents.delete(id) ? 200 : 404, {}]
    return [documents.has(id) ? 200 : 404, {}]
  }
  const server = createServer((request, response) => {
    void text(request).then(body => {
      const [status, content] = answer(request.method ?? '', request.url ?? '', body)
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    documents,
    events,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
