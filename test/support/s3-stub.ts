import type { IncomingMessage, Server } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** As much of S3 as the blob store asks for, on a free port, in memory. */
export interface S3Stub {
  readonly endpoint: string
  readonly stop: () => Promise<void>
}

const bodyOf = async (request: IncomingMessage): Promise<Buffer> => {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

/** Pages of two, so that a reader that stops after the first page is found out. */
const listing = (objects: ReadonlyMap<string, Buffer>, query: URLSearchParams): string => {
  const prefix = query.get('prefix') ?? ''
  const after = query.get('continuation-token') ?? ''
  const keys = [...objects.keys()]
    .filter(key => key.startsWith(prefix))
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const rest = after === '' ? keys : keys.slice(keys.indexOf(Buffer.from(after, 'hex').toString()) + 1)
  const page = rest.slice(0, 2)
  const isLast = page.length === rest.length
  const contents = page.map(
    key =>
      `<Contents><Key>${xml(key)}</Key><Size>${objects.get(key)?.length ?? 0}</Size><LastModified>${new Date().toISOString()}</LastModified></Contents>`,
  )
  const token = isLast ? '' : Buffer.from(page.at(-1) ?? '').toString('hex')
  return `<ListBucketResult><IsTruncated>${!isLast}</IsTruncated>${isLast ? '' : `<NextContinuationToken>${token}</NextContinuationToken>`}${contents.join('')}</ListBucketResult>`
}

const serve = (objects: Map<string, Buffer>): Server =>
  createServer((request, response) => {
    void (async () => {
      // Not by URL, which would resolve the dots of a key.
      const [place = '', query = ''] = (request.url ?? '').split('?')
      const [, , ...path] = place.split('/')
      const search = new URLSearchParams(query)
      const key = decodeURIComponent(path.join('/'))
      const body = await bodyOf(request)
      if (request.method === 'PUT') objects.set(key, body)
      else if (request.method === 'DELETE') objects.delete(key)
      else if (search.has('list-type')) return response.end(listing(objects, search))
      else {
        const found = objects.get(key)
        if (found !== undefined) return response.end(found)
        response.statusCode = 404
        return response.end('<Error><Code>NoSuchKey</Code><Message>not there</Message></Error>')
      }
      return response.end()
    })()
  })

/** Starts a stub with an empty bucket. */
export const startS3Stub = async (): Promise<S3Stub> => {
  const server = serve(new Map())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () =>
      new Promise(resolve => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}
